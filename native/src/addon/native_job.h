// A job of the addon: the thread that runs the engine, and its connection to JavaScript.
#pragma once

#include <napi.h>

#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <set>
#include <thread>

#include "addon/events.h"
#include "addon/options.h"
#include "base/cancel.h"
#include "input/av_log.h"
#include "input/stream_source.h"
#include "job/sink.h"

namespace cliploop::addon {

class NativeJob : public std::enable_shared_from_this<NativeJob> {
 public:
  // The jobs of one environment, which end with it.
  using Registry = std::set<std::shared_ptr<NativeJob>>;

  NativeJob(Napi::Env env, const Napi::Object& callbacks, SourceChoice source, const Limits& limits);
  ~NativeJob();
  NativeJob(const NativeJob&) = delete;
  NativeJob& operator=(const NativeJob&) = delete;

  // Runs on the thread of the job. An exception becomes the error event.
  using Work = std::function<DoneEvent(NativeJob&)>;
  void start(Work work, Registry& registry);

  // The object for JavaScript; see RawJob in index.d.ts.
  Napi::Object handle(Napi::Env env);

  // For the thread of the job.
  Source& source();
  std::unique_ptr<Sink> sink(const OutputChoice& output, bool whole, int64_t max_bytes, std::vector<uint8_t>& bytes);
  std::unique_ptr<Sink> make_sink(const OutputChoice& output, bool whole, int64_t max_bytes,
                                  std::vector<uint8_t>& bytes);
  CancelToken& cancel_token() { return cancel_; }
  AvLog& log() { return log_; }
  void post(Event event);
  // Waits until the callback has returned, so that it can cancel the job before a frame is encoded.
  void report_plan(const JobPlan& plan);

  // For the end of an environment. Waits for the thread, which takes at most as long as one frame.
  void cancel_and_join();

 private:
  static void on_event(napi_env env, napi_value function, void* context, void* data);
  // Ends the job after its last event.
  void finish();
  void release();
  void deliver_output(std::span<const uint8_t> bytes);
  // Waits until the condition is false or the job is cancelled. `lock` locks output_mutex_.
  void wait_while(std::unique_lock<std::mutex>& lock, const std::function<bool()>& waiting);

  CancelToken cancel_;
  AvLog log_;
  SourceChoice choice_;
  std::unique_ptr<Source> source_;
  StreamSource* stream_ = nullptr;  // source_, when it is a StreamSource
  Napi::ObjectReference callbacks_;
  napi_threadsafe_function function_ = nullptr;
  std::thread thread_;
  Registry* registry_ = nullptr;

  // The thread of the job waits for these: output that JavaScript has not written yet, and the plan.
  std::mutex output_mutex_;
  std::condition_variable output_room_;
  size_t outstanding_ = 0;
  bool output_cancelled_ = false;
  int output_waker_ = 0;
  bool plan_delivered_ = false;
};

}  // namespace cliploop::addon
