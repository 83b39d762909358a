// The exports of the addon for the sandbox; see sandbox.d.ts. It links no library of media, so that the service can
// load it.
#include <napi.h>

#include <algorithm>

#include "sandbox/descriptors.h"
#include "sandbox/sandbox.h"

namespace cliploop::sandbox {
namespace {

int64_t whole(const Napi::Object& object, const char* name) {
  const Napi::Value value = object.Get(name);
  return value.IsNumber() ? std::max<int64_t>(0, value.As<Napi::Number>().Int64Value()) : 0;
}

template <typename T, typename Read>
std::vector<T> list(const Napi::Value& value, Read read) {
  std::vector<T> out;
  if (!value.IsArray()) return out;
  const auto array = value.As<Napi::Array>();
  for (uint32_t i = 0; i < array.Length(); ++i) out.push_back(read(array.Get(i)));
  return out;
}

std::vector<int> descriptors_of(const Napi::Value& value) {
  return list<int>(value, [](const Napi::Value& one) { return one.ToNumber().Int32Value(); });
}

template <typename Items>
Napi::Array array_of(Napi::Env env, const Items& items) {
  Napi::Array array = Napi::Array::New(env, items.size());
  uint32_t index = 0;
  for (const int item : items) array.Set(index++, item);
  return array;
}

Napi::Value enter_sandbox(const Napi::CallbackInfo& info) {
  const Napi::Env env = info.Env();
  const auto given = info[0].As<Napi::Object>();
  Options options;
  options.memory = whole(given, "memory");
  options.cpu_seconds = whole(given, "cpuSeconds");
  options.file_bytes = whole(given, "fileBytes");
  options.threads = static_cast<int>(std::max<int64_t>(1, std::min<int64_t>(1024, whole(given, "threads"))));
  options.keep = descriptors_of(given.Get("keep"));
  options.without =
      list<std::string>(given.Get("without"), [](const Napi::Value& one) { return one.ToString().Utf8Value(); });
  const std::vector<Layer> layers = enter(options);
  Napi::Array report = Napi::Array::New(env, layers.size());
  for (uint32_t i = 0; i < layers.size(); ++i) {
    Napi::Object layer = Napi::Object::New(env);
    layer.Set("name", layers[i].name);
    layer.Set("active", layers[i].active);
    layer.Set("detail", layers[i].detail);
    report.Set(i, layer);
  }
  return report;
}

Napi::Value open_channel(const Napi::CallbackInfo& info) {
  const auto [ours, theirs] = make_channel();
  return array_of(info.Env(), std::vector<int>{ours, theirs});
}

void send(const Napi::CallbackInfo& info) {
  send_descriptors(info[0].ToNumber().Int32Value(), descriptors_of(info[1]));
}

Napi::Value receive(const Napi::CallbackInfo& info) {
  return array_of(info.Env(), receive_descriptors(info[0].ToNumber().Int32Value()));
}

Napi::Object init(Napi::Env env, Napi::Object exports) {
  exports.Set("enterSandbox", Napi::Function::New(env, enter_sandbox, "enterSandbox"));
  exports.Set("openChannel", Napi::Function::New(env, open_channel, "openChannel"));
  exports.Set("sendDescriptors", Napi::Function::New(env, send, "sendDescriptors"));
  exports.Set("receiveDescriptors", Napi::Function::New(env, receive, "receiveDescriptors"));
  return exports;
}

}  // namespace

NODE_API_MODULE(cliploop_sandbox, init)

}  // namespace cliploop::sandbox
