// The exports of the addon; see index.d.ts. The addon is context-aware: each environment has its own jobs.
#include <napi.h>

#include "addon/native_job.h"
#include "addon/versions.h"
#include "avif/av1.h"
#include "base/heap.h"
#include "base/pool.h"
#include "input/formats.h"
#include "job/animate.h"
#include "job/plan_job.h"
#include "job/probe.h"
#include "job/stills.h"

namespace cliploop::addon {
namespace {

struct Environment {
  NativeJob::Registry jobs;
};

// Ends the jobs before the environment ends, because their threads use the environment.
void end_jobs(Environment* environment) {
  const NativeJob::Registry jobs = std::move(environment->jobs);
  environment->jobs.clear();
  for (const auto& job : jobs)
    job->cancel_token().cancel({Code::ABORTED, Stage::NONE, 0, "the JavaScript environment of the job ended"});
  for (const auto& job : jobs) job->cancel_and_join();
}

Napi::Value start(const Napi::CallbackInfo& info, const Limits& limits, NativeJob::Work work) {
  const Napi::Env env = info.Env();
  const auto options = info[0].As<Napi::Object>();
  const auto job = std::make_shared<NativeJob>(env, info[1].As<Napi::Object>(), read_source(options), limits);
  job->start(std::move(work), env.GetInstanceData<Environment>()->jobs);
  return job->handle(env);
}

void check_arguments(const Napi::CallbackInfo& info) {
  if (info.Length() < 2 || !info[0].IsObject() || !info[1].IsObject()) {
    throw Napi::TypeError::New(
        info.Env(), "animate(), plan(), stills() and probe() take an object of options and an object of callbacks");
  }
}

Napi::Value animate_job(const Napi::CallbackInfo& info) {
  check_arguments(info);
  const auto given = info[0].As<Napi::Object>();
  const AnimateOptions options = read_animate_options(given);
  const OutputChoice output = read_output(given);
  return start(info, options.limits, [options, output](NativeJob& job) {
    ProgressMeter progress([&job](const Progress& now) { job.post(now); });
    DoneEvent done;
    const bool whole = options.format != Format::GIF;  // their headers are patched at the end
    const auto sink = job.sink(output, whole, options.limits.max_output_bytes, done.data);
    done.json = to_json(animate(options, job.source(), *sink, job.log(), job.cancel_token(), progress,
                                [&job](const JobPlan& plan) { job.report_plan(plan); }));
    done.has_data = output.kind == OutputChoice::Kind::BYTES;
    return done;
  });
}

Napi::Value plan_job(const Napi::CallbackInfo& info) {
  check_arguments(info);
  const AnimateOptions options = read_animate_options(info[0].As<Napi::Object>());
  return start(info, options.limits, [options](NativeJob& job) {
    ProgressMeter progress([&job](const Progress& now) { job.post(now); });
    DoneEvent done;
    done.json = to_json(plan(options, job.source(), job.log(), job.cancel_token(), progress));
    return done;
  });
}

Napi::Value stills_job(const Napi::CallbackInfo& info) {
  check_arguments(info);
  const auto given = info[0].As<Napi::Object>();
  const StillsOptions options = read_stills_options(given);
  const std::optional<NumberedPaths> files = read_numbered_output(given);
  const OutputChoice output = files ? OutputChoice{} : read_output(given);
  return start(info, options.limits, [options, files, output](NativeJob& job) {
    ProgressMeter progress([&job](const Progress& now) { job.post(now); });
    DoneEvent done;
    using Kind = OutputChoice::Kind;
    const int64_t most = options.limits.max_output_bytes;
    const bool several = output.kind == Kind::BYTES || output.kind == Kind::DESCRIPTOR;
    const auto pictures = files ? pictures_to_files(*files, most, job.cancel_token())
                                : pictures_to_sink(job.sink(output, false, most, done.data), several);
    done.json = to_json(stills(options, job.source(), *pictures, job.log(), job.cancel_token(), progress));
    done.has_data = !files && output.kind == Kind::BYTES;
    return done;
  });
}

Napi::Value probe_job(const Napi::CallbackInfo& info) {
  check_arguments(info);
  const auto given = info[0].As<Napi::Object>();
  const ProbeOptions options = read_probe_options(given);
  return start(info, options.limits, [options](NativeJob& job) {
    DoneEvent done;
    done.json = to_json(probe(job.source(), options, job.log(), job.cancel_token()));
    return done;
  });
}

void restrict_formats_of_process(const Napi::CallbackInfo&) { restrict_formats(); }

// On a thread of libuv, because it takes milliseconds. Not while a job of another environment runs.
class Trim final : public Napi::AsyncWorker {
 public:
  explicit Trim(Napi::Env env) : Napi::AsyncWorker(env) {}
  void Execute() override {
    if (!PoolUse::any()) trim_heap();
  }
};

void trim_memory(const Napi::CallbackInfo& info) { (new Trim(info.Env()))->Queue(); }

Napi::Array stage_names(Napi::Env env, unsigned use) {
  Napi::Array names = Napi::Array::New(env);
  uint32_t count = 0;
  for (const Stage stage : stages_for(use)) names.Set(count++, stage_name(stage));
  return names;
}

Napi::Object stages(Napi::Env env) {
  Napi::Object lists = Napi::Object::New(env);
  lists.Set("phases", stage_names(env, stage_use::phase));
  lists.Set("timings", stage_names(env, stage_use::timing));
  lists.Set("errors", stage_names(env, stage_use::error));
  return lists;
}

Napi::Object init(Napi::Env env, Napi::Object exports) {
  limit_heap();
  avif::silence_encoders();
  auto* environment = new Environment;
  env.SetInstanceData(environment);
  env.AddCleanupHook(end_jobs, environment);
  exports.Set("animate", Napi::Function::New(env, animate_job, "animate"));
  exports.Set("plan", Napi::Function::New(env, plan_job, "plan"));
  exports.Set("stills", Napi::Function::New(env, stills_job, "stills"));
  exports.Set("probe", Napi::Function::New(env, probe_job, "probe"));
  exports.Set("restrictFormats", Napi::Function::New(env, restrict_formats_of_process, "restrictFormats"));
  exports.Set("trimMemory", Napi::Function::New(env, trim_memory, "trimMemory"));
  exports.Set("versions", Napi::Function::New(env, versions, "versions"));
  Napi::Array codes = Napi::Array::New(env);
  uint32_t count = 0;
#define X(name) codes.Set(count++, #name);
  CLIPLOOP_CODES(X)
#undef X
  exports.Set("codes", codes);
  exports.Set("stages", stages(env));
  return exports;
}

}  // namespace

NODE_API_MODULE(cliploop, init)

}  // namespace cliploop::addon
