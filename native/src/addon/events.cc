#include "addon/events.h"

namespace cliploop::addon {
namespace {

napi_value to_value(napi_env env, const std::string& text) {
  napi_value value = nullptr;
  napi_create_string_utf8(env, text.data(), text.size(), &value);
  return value;
}

napi_value to_value(napi_env env, int64_t number) {
  napi_value value = nullptr;
  napi_create_int64(env, number, &value);
  return value;
}

// Passes the bytes on without a copy when the runtime allows external buffers.
napi_value to_value(napi_env env, std::vector<uint8_t>&& bytes) {
  napi_value value = nullptr;
  auto owned = std::make_unique<std::vector<uint8_t>>(std::move(bytes));
  if (owned->empty()) {
    napi_create_buffer(env, 0, nullptr, &value);
    return value;
  }
  const auto free_bytes = [](napi_env, void*, void* hint) { delete static_cast<std::vector<uint8_t>*>(hint); };
  if (napi_create_external_buffer(env, owned->size(), owned->data(), free_bytes, owned.get(), &value) == napi_ok) {
    static_cast<void>(owned.release());  // the buffer's finalizer owns it now
    return value;
  }
  napi_create_buffer_copy(env, owned->size(), owned->data(), nullptr, &value);
  return value;
}

void set(napi_env env, napi_value object, const char* name, napi_value value) {
  if (value != nullptr) napi_set_named_property(env, object, name, value);
}

napi_value to_value(napi_env env, const Progress& progress) {
  napi_value object = nullptr;
  if (napi_create_object(env, &object) != napi_ok) return nullptr;
  set(env, object, "phase", to_value(env, std::string(stage_name(progress.phase))));
  set(env, object, "frames", to_value(env, progress.frames));
  set(env, object, "expectedFrames", to_value(env, progress.expected_frames));
  set(env, object, "bytes", to_value(env, progress.bytes));
  return object;
}

napi_value to_value(napi_env env, double number) {
  napi_value value = nullptr;
  napi_create_double(env, number, &value);
  return value;
}

napi_value to_value(napi_env env, const JobPlan& plan) {
  napi_value object = nullptr;
  if (napi_create_object(env, &object) != napi_ok) return nullptr;
  set(env, object, "width", to_value(env, int64_t{plan.width}));
  set(env, object, "height", to_value(env, int64_t{plan.height}));
  set(env, object, "start", to_value(env, plan.start.seconds()));
  set(env, object, "duration", to_value(env, plan.duration.seconds()));
  set(env, object, "frames", to_value(env, plan.frames));
  set(env, object, "frameRate", to_value(env, plan.frame_rate.seconds()));
  set(env, object, "sourceRate", to_value(env, plan.source_rate.seconds()));
  return object;
}

napi_value to_value(napi_env env, const ErrorEvent& error) {
  napi_value object = nullptr;
  napi_value log = nullptr;
  if (napi_create_object(env, &object) != napi_ok || napi_create_array(env, &log) != napi_ok) return nullptr;
  set(env, object, "code", to_value(env, std::string(code_name(error.status.code))));
  set(env, object, "stage", to_value(env, std::string(stage_name(error.status.stage))));
  set(env, object, "avError", to_value(env, int64_t{error.status.av_error}));
  set(env, object, "detail", to_value(env, error.status.detail));
  for (uint32_t i = 0; i < error.log.size(); ++i) napi_set_element(env, log, i, to_value(env, error.log[i]));
  set(env, object, "log", log);
  napi_value head = nullptr;
  napi_create_buffer_copy(env, error.head.size(), error.head.data(), nullptr, &head);
  set(env, object, "head", head);
  return object;
}

void call(napi_env env, napi_value callbacks, const char* name, std::vector<napi_value> arguments) {
  napi_value function = nullptr;
  if (napi_get_named_property(env, callbacks, name, &function) != napi_ok) return;
  // An exception in a callback stays pending, and Node reports it as uncaught.
  napi_call_function(env, callbacks, function, arguments.size(), arguments.data(), nullptr);
}

}  // namespace

void deliver(napi_env env, napi_value callbacks, Event& event) {
  if (auto* progress = std::get_if<Progress>(&event)) {
    call(env, callbacks, "progress", {to_value(env, *progress)});
  } else if (auto* plan = std::get_if<JobPlan>(&event)) {
    call(env, callbacks, "plan", {to_value(env, *plan)});
  } else if (auto* read = std::get_if<ReadEvent>(&event)) {
    call(env, callbacks, "read", {to_value(env, read->offset)});
  } else if (std::holds_alternative<DrainEvent>(event)) {
    call(env, callbacks, "drain", {});
  } else if (auto* write = std::get_if<WriteEvent>(&event)) {
    call(env, callbacks, "write", {to_value(env, std::move(write->bytes))});
  } else if (auto* done = std::get_if<DoneEvent>(&event)) {
    std::vector<napi_value> arguments{to_value(env, done->json)};
    if (done->has_data) arguments.push_back(to_value(env, std::move(done->data)));
    call(env, callbacks, "done", std::move(arguments));
  } else if (auto* error = std::get_if<ErrorEvent>(&event)) {
    call(env, callbacks, "error", {to_value(env, *error)});
  }
}

}  // namespace cliploop::addon
