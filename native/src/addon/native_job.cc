#include "addon/native_job.h"

#include "base/thread.h"

namespace cliploop::addon {
namespace {

constexpr size_t kOutstandingBytes = 1 << 20;  // of output that JavaScript has not written yet

}  // namespace

NativeJob::NativeJob(Napi::Env env, const Napi::Object& callbacks, SourceChoice source, const Limits& limits)
    : choice_(std::move(source)), callbacks_(Napi::Persistent(callbacks)) {
  cancel_.set_deadline(limits.timeout_ms);
  output_waker_ = cancel_.add_waker([this](const Status&) {
    const std::lock_guard lock(output_mutex_);
    output_cancelled_ = true;
    output_room_.notify_all();
  });
  if (choice_.kind == SourceChoice::Kind::STREAM) {
    auto stream = std::make_unique<StreamSource>(
        StreamSource::Options{choice_.reopen, choice_.size, limits.max_spool_bytes},
        StreamRequests{[this](int64_t offset) { post(ReadEvent{offset}); }, [this] { post(DrainEvent{}); }}, cancel_);
    stream_ = stream.get();
    source_ = std::move(stream);
  }
  const Napi::String name = Napi::String::New(env, "cliploop job");
  const napi_status made =
      napi_create_threadsafe_function(env, nullptr, nullptr, name, 0, 1, nullptr, nullptr, this, on_event, &function_);
  if (made != napi_ok) throw Napi::Error::New(env, "Cannot create a thread-safe function");
}

NativeJob::~NativeJob() { cancel_.remove_waker(output_waker_); }

void NativeJob::start(Work work, Registry& registry) {
  registry_ = &registry;
  registry.insert(shared_from_this());
  const auto body = [this, work = std::move(work)] {
    enter_stage_thread(Stage::JOB);
    Event last;
    try {
      last = work(*this);
    } catch (...) {
      last = ErrorEvent{status_of_current_exception(Stage::JOB), log_.lines(),
                        source_ ? source_->head() : std::vector<uint8_t>()};
    }
    post(std::move(last));
    napi_release_threadsafe_function(function_, napi_tsfn_release);
  };
  try {
    thread_ = std::thread(body);
  } catch (...) {
    // The thread could not be started. The job ends with an error event, like any other.
    post(ErrorEvent{status_of_current_exception(Stage::JOB), {}, {}});
    napi_release_threadsafe_function(function_, napi_tsfn_release);
  }
}

Source& NativeJob::source() {
  if (!source_ && choice_.file) source_ = open_descriptor(std::move(*choice_.file), cancel_);
  if (!source_) source_ = open_path(choice_.path, cancel_);
  return *source_;
}

std::unique_ptr<Sink> NativeJob::sink(const OutputChoice& output, bool whole, int64_t max_bytes,
                                      std::vector<uint8_t>& bytes) {
  std::unique_ptr<Sink> made = make_sink(output, whole, max_bytes, bytes);
  if (output.spool) made->set_spool(std::move(*output.spool));
  return made;
}

std::unique_ptr<Sink> NativeJob::make_sink(const OutputChoice& output, bool whole, int64_t max_bytes,
                                           std::vector<uint8_t>& bytes) {
  switch (output.kind) {
    case OutputChoice::Kind::PATH:
      return sink_to_path(output.path, output.overwrite, max_bytes, cancel_);
    case OutputChoice::Kind::STREAM:
      return sink_to_stream([this](std::span<const uint8_t> piece) { deliver_output(piece); }, whole, max_bytes,
                            cancel_);
    case OutputChoice::Kind::DESCRIPTOR:
      return sink_to_descriptor(std::move(*output.file), max_bytes, cancel_);
    case OutputChoice::Kind::BYTES:
      break;
  }
  return sink_to_bytes(bytes, max_bytes, cancel_);
}

void NativeJob::post(Event event) {
  auto owned = std::make_unique<Event>(std::move(event));
  // This fails only while the environment ends. Otherwise on_event() owns the event.
  const napi_status posted = napi_call_threadsafe_function(function_, owned.get(), napi_tsfn_nonblocking);
  if (posted == napi_ok) static_cast<void>(owned.release());
}

void NativeJob::on_event(napi_env env, napi_value, void* context, void* data) {
  const std::unique_ptr<Event> event(static_cast<Event*>(data));
  if (env == nullptr) return;
  auto& job = *static_cast<NativeJob*>(context);
  const std::shared_ptr<NativeJob> alive = job.shared_from_this();
  const Napi::HandleScope scope(env);
  const napi_value callbacks = job.callbacks_.Value();
  // Chunks count for this read from here on. Those of earlier reads that arrived before are ignored.
  if (const auto* read = std::get_if<ReadEvent>(event.get()); read != nullptr && job.stream_ != nullptr) {
    job.stream_->begin(read->offset);
  }
  const bool last = std::holds_alternative<DoneEvent>(*event) || std::holds_alternative<ErrorEvent>(*event);
  if (last) job.finish();
  deliver(env, callbacks, *event);
  if (std::holds_alternative<JobPlan>(*event)) {
    const std::lock_guard lock(job.output_mutex_);
    job.plan_delivered_ = true;
    job.output_room_.notify_all();
  }
}

void NativeJob::finish() {
  release();
  registry_->erase(shared_from_this());
}

void NativeJob::release() {
  if (thread_.joinable()) thread_.join();
  // The handle may exist until it is garbage-collected; files and callbacks are released now.
  stream_ = nullptr;
  source_.reset();
  callbacks_.Reset();
}

void NativeJob::cancel_and_join() {
  cancel_.cancel({Code::ABORTED, Stage::NONE, 0, "the JavaScript environment of the job ended"});
  release();
}

void NativeJob::wait_while(std::unique_lock<std::mutex>& lock, const std::function<bool()>& waiting) {
  while (waiting() && !output_cancelled_) {
    output_room_.wait_for(lock, std::chrono::milliseconds(50));
    lock.unlock();
    cancel_.check();
    lock.lock();
  }
}

void NativeJob::report_plan(const JobPlan& plan) {
  post(plan);
  {
    std::unique_lock lock(output_mutex_);
    wait_while(lock, [this] { return !plan_delivered_; });
  }
  cancel_.check();
}

void NativeJob::deliver_output(std::span<const uint8_t> bytes) {
  {
    std::unique_lock lock(output_mutex_);
    wait_while(lock, [this] { return outstanding_ > kOutstandingBytes; });
    outstanding_ += bytes.size();
  }
  cancel_.check();
  post(WriteEvent{{bytes.begin(), bytes.end()}});
}

Napi::Object NativeJob::handle(Napi::Env env) {
  const std::shared_ptr<NativeJob> job = shared_from_this();
  Napi::Object object = Napi::Object::New(env);
  const auto method = [&](const char* name, auto body) { object.Set(name, Napi::Function::New(env, body, name)); };
  method("cancel", [job](const Napi::CallbackInfo& info) -> Napi::Value {
    return Napi::Boolean::New(info.Env(), job->cancel_.cancel({Code::ABORTED, Stage::NONE, 0, "the job was aborted"}));
  });
  method("push", [job](const Napi::CallbackInfo& info) -> Napi::Value {
    if (job->stream_ == nullptr) return Napi::Boolean::New(info.Env(), true);
    const int64_t offset = info[0].ToNumber().Int64Value();
    if (!info[1].IsTypedArray()) {
      job->stream_->end(offset);
      return Napi::Boolean::New(info.Env(), true);
    }
    const auto bytes = info[1].As<Napi::Uint8Array>();
    return Napi::Boolean::New(info.Env(), job->stream_->push(offset, {bytes.Data(), bytes.ByteLength()}));
  });
  method("failSource", [job](const Napi::CallbackInfo& info) {
    if (job->stream_ == nullptr) return;
    const std::string code = info[0].ToString();
    job->stream_->fail({code_from_name(code), Stage::INPUT, 0, info[1].ToString()});
  });
  method("wrote", [job](const Napi::CallbackInfo& info) {
    const std::lock_guard lock(job->output_mutex_);
    job->outstanding_ -= std::min(job->outstanding_, static_cast<size_t>(info[0].ToNumber().Int64Value()));
    job->output_room_.notify_all();
  });
  method("failOutput", [job](const Napi::CallbackInfo& info) {
    job->cancel_.cancel({Code::OUTPUT_UNWRITABLE, Stage::WRITE, 0, info[0].ToString()});
  });
  return object;
}

}  // namespace cliploop::addon
