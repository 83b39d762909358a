// The events of a job. Its threads post them, and the JavaScript thread calls the callbacks.
#pragma once

#include <napi.h>

#include <memory>
#include <string>
#include <variant>
#include <vector>

#include "base/status.h"
#include "job/plan.h"
#include "job/progress.h"

namespace cliploop::addon {

class NativeJob;

struct ReadEvent {
  int64_t offset;
};
struct DrainEvent {};
struct WriteEvent {
  std::vector<uint8_t> bytes;
};
struct DoneEvent {
  std::string json;
  bool has_data = false;
  std::vector<uint8_t> data;
};
struct ErrorEvent {
  Status status;
  std::vector<std::string> log;
  std::vector<uint8_t> head;  // of the input
};
using Event = std::variant<Progress, JobPlan, ReadEvent, DrainEvent, WriteEvent, DoneEvent, ErrorEvent>;

// Calls the callback of the event. It uses the C API only, because C++ wrappers throw when JavaScript cannot be called
// any more, as while a worker is terminated.
void deliver(napi_env env, napi_value callbacks, Event& event);

}  // namespace cliploop::addon
