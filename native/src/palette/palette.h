// The palette of a frame.
#pragma once

#include <cstdint>
#include <vector>

namespace cliploop {

// 8-bit sRGB.
struct Rgb {
  uint8_t r = 0;
  uint8_t g = 0;
  uint8_t b = 0;

  friend constexpr bool operator==(Rgb, Rgb) = default;
};

// At most 256 colors, so that an index fits into a byte.
using Palette = std::vector<Rgb>;

}  // namespace cliploop
