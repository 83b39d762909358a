// The color space for distances: luma and two color differences, scaled so that Euclidean distance matches perception
// better than in RGB. It is linear in sRGB values, so means and errors can be converted.
#pragma once

#include <cstdint>

#include "palette/palette.h"

namespace cliploop {

// Luma is in quarters of a level (0 to 1020). A level of blue or red difference counts 1.4 or 1.8, a level of luma 4.
// These weights gave the best butteraugli on film, animation and screen recordings; lower chroma weights give a higher
// luma SSIM, but dull colors.
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

}  // namespace cliploop
