// Numbers with units, for messages.
#pragma once

#include <cstdint>
#include <span>
#include <string>

#include "base/rational.h"

namespace cliploop {

// A number with its noun: "1 frame", "2 frames".
std::string count_text(int64_t count, const char* singular, const char* plural);

// A time with at most three decimals: "1.5 s".
std::string seconds_text(Rational time);

// A size in pixels: "640x360".
std::string size_text(int width, int height);

// Bytes in lower-case hexadecimal digits.
std::string hex_text(std::span<const uint8_t> bytes);

}  // namespace cliploop
