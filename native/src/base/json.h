// Writes JSON: results leave the engine in this form.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace cliploop {

// Adds commas and escapes text. The caller must close what it opens.
class JsonWriter {
 public:
  JsonWriter& begin_object() { return open('{'); }
  JsonWriter& end_object() { return close('}'); }
  JsonWriter& begin_array() { return open('['); }
  JsonWriter& end_array() { return close(']'); }
  JsonWriter& key(std::string_view name);
  JsonWriter& value(std::string_view text);
  JsonWriter& value(const char* text) { return value(std::string_view(text)); }
  JsonWriter& value(int64_t number);
  JsonWriter& value(int number) { return value(static_cast<int64_t>(number)); }
  // At most six decimals; null for a number that is not finite.
  JsonWriter& value(double number);
  JsonWriter& value(bool truth);
  JsonWriter& null();
  JsonWriter& values(const std::vector<std::string>& texts);

  const std::string& text() const { return text_; }

 private:
  JsonWriter& open(char bracket);
  JsonWriter& close(char bracket);
  void separate();

  std::string text_;
  bool first_ = true;
};

}  // namespace cliploop
