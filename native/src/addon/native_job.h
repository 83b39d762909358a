// A job as JavaScript holds it: a thread that runs the engine, and the ways in and out of it.
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
  // Jobs of one environment, ended together with it.
  using Registry = std::set<std::shared_ptr<NativeJob>>;

  NativeJob(Napi::Env env, const Napi::Object& callbacks, SourceChoice source, const Limits& limits);
  ~NativeJob();
  NativeJob(const NativeJob&) = delete;
  NativeJob& operator=(const NativeJob&) = delete;

  // Runs on the job's thread; what it throws becomes the error event.
  using Work = std::function<DoneEvent(NativeJob&)>;
  void start(Work work, Registry& registry);

  // The object that JavaScript gets: cancel, push, failSource, wrote, failOutput.
  Napi::Object handle(Napi::Env env);

  // For the job's thread.
  Source& source();
  std::unique_ptr<Sink> sink(const OutputChoice& output, bool whole, int64_t max_bytes, std::vector<uint8_t>& bytes);
  CancelToken& cancel_token() { return cancel_; }
  AvLog& log() { return log_; }
  void post(Event event);
  // Waits until JavaScript has heard of it: what it does not want is cancelled before anything is encoded.
  void report_plan(const JobPlan& plan);

  // For the end of an environment: waits for the thread, which takes as long as a frame at most.
  void cancel_and_join();

 private:
  static void on_event(napi_env env, napi_value function, void* context, void* data);
  // After the last event.
  void settle();
  void release();
  void deliver_output(std::span<const uint8_t> bytes);
  // Until the condition is false, or the job is cancelled; `lock` is of output_mutex_.
  void wait_while(std::unique_lock<std::mutex>& lock, const std::function<bool()>& waiting);

  CancelToken cancel_;
  AvLog log_;
  SourceChoice choice_;
  std::unique_ptr<Source> source_;
  StreamSource* stream_ = nullptr;  // source_, when it is one
  Napi::ObjectReference callbacks_;
  napi_threadsafe_function function_ = nullptr;
  std::thread thread_;
  Registry* registry_ = nullptr;

  // What the job's thread waits for: output on its way through JavaScript, and the plan.
  std::mutex output_mutex_;
  std::condition_variable output_room_;
  size_t outstanding_ = 0;
  bool output_cancelled_ = false;
  int output_waker_ = 0;
  bool plan_delivered_ = false;
};

}  // namespace cliploop::addon
