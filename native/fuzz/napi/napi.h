// The part of node-addon-api that src/addon/options.cc uses, without Node. The properties of its objects come from the
// bytes of an input: mostly values that the name suggests, and sometimes any other value.
#pragma once

#include <fuzzer/FuzzedDataProvider.h>

#include <array>
#include <cmath>
#include <cstdint>
#include <limits>
#include <map>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

namespace Napi {

struct Env {};

class TypeError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
  static TypeError New(Env, const std::string& what) { return TypeError(what); }
};

class Value;
struct Boolean;
struct Number;
struct String;

// What a value holds. Properties are made when they are read first, and stay the same.
struct Content {
  enum class Kind { UNDEFINED, NONE, BOOLEAN, NUMBER, STRING, BYTES, OBJECT };
  Kind kind = Kind::UNDEFINED;
  bool truth = false;
  double number = 0;
  std::string text;
  std::vector<uint8_t> bytes;
  std::map<std::string, std::shared_ptr<Content>> properties;
  FuzzedDataProvider* data = nullptr;
};

inline std::string some_text(FuzzedDataProvider& data, const std::string& name) {
  static const std::map<std::string, std::vector<std::string>> known = {
      {"kind", {"path", "stream", "bytes"}},
      {"format", {"gif", "webp"}},
      {"fit", {"stretch", "contain", "cover", "pad"}},
      {"dither", {"auto", "none", "floyd-steinberg", "ordered"}}};
  const auto found = known.find(name);
  if (found == known.end() || data.ConsumeIntegral<uint8_t>() < 4) return data.ConsumeRandomLengthString(40);
  return found->second[data.ConsumeIntegralInRange<size_t>(0, found->second.size() - 1)];
}

inline std::shared_ptr<Content> some_content(FuzzedDataProvider& data, const std::string& name) {
  using Kind = Content::Kind;
  auto out = std::make_shared<Content>();
  out->data = &data;
  out->kind = static_cast<Kind>(data.ConsumeIntegralInRange(0, 6));
  out->truth = data.ConsumeBool();
  if (data.ConsumeIntegral<uint8_t>() >= 2) {
    constexpr std::array kObjects = {"source", "output", "limits", "background", "stream", "languages"};
    constexpr std::array kNames = {"kind", "format", "fit", "dither", "path"};
    const auto any = [&](const auto& names) {
      for (const char* each : names) {
        if (name == each) return true;
      }
      return false;
    };
    if (any(kObjects)) out->kind = name == "stream" && out->truth ? Kind::UNDEFINED : Kind::OBJECT;
    if (any(kNames)) out->kind = Kind::STRING;
    constexpr std::array kNumbers = {"threads", "quality", "effort", "timeoutMs", "num", "den", "length"};
    if (name.ends_with("Us") || name.starts_with("max") || any(kNumbers)) out->kind = Kind::NUMBER;
    const bool side = name == "width" || name == "height" || name == "fps" || name == "loop" || name == "index";
    if (side && out->kind != Kind::OBJECT) out->kind = out->truth ? Kind::NUMBER : Kind::UNDEFINED;
  }
  switch (data.ConsumeIntegralInRange(0, 3)) {
    case 0:
      out->number = data.ConsumeFloatingPoint<double>();
      break;
    case 1:
      out->number = data.PickValueInArray({0.0, -0.0, -1.0, 0.5, 9007199254740992.0, -9007199254740993.0, 1e300, 255.5,
                                           std::numeric_limits<double>::infinity(),
                                           std::numeric_limits<double>::quiet_NaN(), 2147483648.0, 5e-324});
      break;
    default:
      out->number = data.ConsumeIntegralInRange(-100, 100'000);
  }
  if (out->kind == Kind::STRING) out->text = some_text(data, name);
  if (out->kind == Kind::BYTES) {
    const std::string text = data.ConsumeRandomLengthString(40);
    out->bytes.assign(text.begin(), text.end());
  }
  return out;
}

class Value {
 public:
  explicit Value(std::shared_ptr<Content> content) : content_(std::move(content)) {}

  bool IsUndefined() const { return is(Content::Kind::UNDEFINED); }
  bool IsNull() const { return is(Content::Kind::NONE); }
  bool IsNumber() const { return is(Content::Kind::NUMBER); }
  bool IsString() const { return is(Content::Kind::STRING); }
  bool IsTypedArray() const { return is(Content::Kind::BYTES); }
  bool IsObject() const { return is(Content::Kind::OBJECT) || IsTypedArray(); }
  template <typename T>
  T As() const {
    return T(content_);
  }
  inline Boolean ToBoolean() const;
  inline Number ToNumber() const;
  inline String ToString() const;

 protected:
  bool is(Content::Kind kind) const { return content_->kind == kind; }
  std::shared_ptr<Content> content_;
};

struct Boolean : Napi::Value {
  using Napi::Value::Value;
  bool Value() const { return content_->truth; }
};

struct Number : Napi::Value {
  using Napi::Value::Value;
  double DoubleValue() const { return content_->number; }
};

struct String : Napi::Value {
  using Napi::Value::Value;
  std::string Utf8Value() const { return content_->text; }
};

struct Uint8Array : Napi::Value {
  using Napi::Value::Value;
  const uint8_t* Data() const { return content_->bytes.data(); }
  size_t ByteLength() const { return content_->bytes.size(); }
};

struct Object : Napi::Value {
  using Napi::Value::Value;
  explicit Object(FuzzedDataProvider& data) : Napi::Value(std::make_shared<Content>()) {
    content_->kind = Content::Kind::OBJECT;
    content_->data = &data;
  }
  Napi::Env Env() const { return {}; }
  Napi::Value Get(const std::string& name) const {
    std::shared_ptr<Content>& property = content_->properties[name];
    if (!property) property = some_content(*content_->data, name);
    return Napi::Value(property);
  }
  Napi::Value Get(uint32_t index) const { return Get(std::to_string(index)); }
};

inline Boolean Value::ToBoolean() const { return As<Boolean>(); }
inline Number Value::ToNumber() const { return As<Number>(); }
inline String Value::ToString() const { return As<String>(); }

}  // namespace Napi
