// The space in which colours are compared: luma and two colour differences, scaled so that plain Euclidean distance
// follows the eye better than RGB does. A linear map of sRGB bytes, so means and errors carry over.
#pragma once

#include <cstdint>

#include "palette/palette.h"

namespace cliploop {

// Luma in quarters of a byte step (0 to 1020); a step of blue or red difference counts 1.4 or 1.8 where one of luma
// counts 4. Measured on film, animation and screens: the best butteraugli; less chroma gives a higher luma SSIM, but
// drained colours.
struct Ycc {
  int y = 0;
  int u = 0;
  int v = 0;
};

constexpr Ycc ycc(int r, int g, int b) {
  const int luma = 77 * r + 150 * g + 29 * b;  // 256ths
  return {(luma + 32) >> 6, (11 * (256 * b - luma)) >> 11, (29 * (256 * r - luma)) >> 12};
}
constexpr Ycc ycc(Rgb c) { return ycc(c.r, c.g, c.b); }

// Squared distance, below 2^23.
constexpr int distance(Ycc a, Ycc b) {
  const int y = a.y - b.y;
  const int u = a.u - b.u;
  const int v = a.v - b.v;
  return y * y + u * u + v * v;
}

// The squared distance of two greys that differ by `levels` byte steps.
constexpr int grey_distance(int levels) { return 16 * levels * levels; }

}  // namespace cliploop
