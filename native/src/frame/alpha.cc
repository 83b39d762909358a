#include "frame/alpha.h"

#include <algorithm>

namespace cliploop {

bool any_transparent(const uint8_t* alpha, int width) {
  uint8_t all = 255;
  for (int x = 0; x < width; ++x) all &= alpha[x];
  return all != 255;
}

void premultiply(uint8_t* color, const uint8_t* alpha, int width) {
  for (int x = 0; x < width; ++x) {
    const unsigned product = color[x] * unsigned{alpha[x]} + 128;
    color[x] = static_cast<uint8_t>((product + (product >> 8)) >> 8);
  }
}

bool straighten(const uint8_t* red, const uint8_t* green, const uint8_t* blue, const uint8_t* alpha, int width,
                uint8_t* rgba) {
  const uint8_t* colors[] = {red, green, blue};
  for (int x = 0; x < width; ++x, rgba += 4) {
    const unsigned a = alpha[x];
    for (int i = 0; i < 3; ++i) {
      const unsigned c = colors[i][x];
      rgba[i] = static_cast<uint8_t>(a == 0 ? 0 : (a == 255 ? c : std::min(255U, (c * 255 + a / 2) / a)));
    }
    rgba[3] = static_cast<uint8_t>(a);
  }
  return any_transparent(alpha, width);
}

}  // namespace cliploop
