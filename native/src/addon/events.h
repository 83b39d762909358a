// From the job's threads to the caller's callbacks, on the JavaScript thread.
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

// Calls the callback of the event's name. Uses the C interface alone: while a worker is being terminated, JavaScript
// can no longer be called, and that must pass without an exception.
void deliver(napi_env env, napi_value callbacks, Event& event);

}  // namespace cliploop::addon
