#include "base/text.h"

#include <cmath>

#include "base/json.h"

namespace cliploop {

std::string count_text(int64_t count, const char* singular, const char* plural) {
  return std::to_string(count) + " " + (count == 1 ? singular : plural);
}

std::string seconds_text(Rational time) {
  return JsonWriter().value(std::round(time.seconds() * 1000) / 1000).text() + " s";
}

std::string size_text(int width, int height) { return std::to_string(width) + "x" + std::to_string(height); }

std::string hex_text(std::span<const uint8_t> bytes) {
  constexpr char kHex[] = "0123456789abcdef";
  std::string text;
  for (const uint8_t byte : bytes) {
    text += kHex[byte >> 4];
    text += kHex[byte & 15];
  }
  return text;
}

}  // namespace cliploop
