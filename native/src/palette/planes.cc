#include "palette/planes.h"

#include <algorithm>
#include <cstdlib>
#include <cstring>

#include "base/cpu.h"
#include "palette/box_sum.h"

namespace cliploop {
namespace {

void split(const Image& image, ImagePlanes& out) {
  const size_t n = image.pixels();
  const uint8_t* p = image.rgba.data();
  uint8_t* to_y = out.y.data();
  uint8_t* to_u = out.u.data();
  uint8_t* to_v = out.v.data();
  for (size_t i = 0; i < n; ++i) {
    uint32_t pixel;
    std::memcpy(&pixel, p + i * 4, sizeof pixel);
    const int red = static_cast<int>(pixel & 255);
    const int green = static_cast<int>(pixel >> 8 & 255);
    const int blue = static_cast<int>(pixel >> 16 & 255);
    const int luma = (77 * red + 150 * green + 29 * blue + 128) >> 8;
    to_y[i] = static_cast<uint8_t>(luma);
    to_u[i] = static_cast<uint8_t>((blue - luma + 256) >> 1);
    to_v[i] = static_cast<uint8_t>((red - luma + 256) >> 1);
  }
}

// Sums the absolute differences to the right and down over 5x5 pixels.
void measure_activity(int width, int height, ImagePlanes& out) {
  const auto row_of = [width](auto& plane, int y) {
    return plane.data() + static_cast<size_t>(y) * static_cast<size_t>(width);
  };
  const auto gradients = [&](int y, int16_t* to) {
    const uint8_t* here = row_of(out.y, y);
    const uint8_t* below = y + 1 < height ? here + width : here;
    for (int x = 0; x + 1 < width; ++x) {
      to[x] = static_cast<int16_t>(std::abs(here[x + 1] - here[x]) + std::abs(below[x] - here[x]));
    }
    to[width - 1] = static_cast<int16_t>(std::abs(below[width - 1] - here[width - 1]));
  };
  BoxSum box(width, height);
  for (int y = 0; y < height; ++y) {
    const int16_t* sums = box.next(gradients);
    uint8_t* to = row_of(out.activity, y);
    // There are two gradients per pixel, so 4 / 25 of half the sum is the mean in quarter levels.
    for (int x = 0; x < width; ++x) to[x] = static_cast<uint8_t>(std::min(255, sums[x] * 2 / kBoxArea));
  }
}

void fill(const Image& image, ImagePlanes& out) {
  split(image, out);
  measure_activity(image.width, image.height, out);
}

CLIPLOOP_AVX2 void fill_avx2(const Image& image, ImagePlanes& out) { fill(image, out); }

}  // namespace

ImagePlanes planes_of(const Image& image) {
  const size_t n = image.pixels();
  ImagePlanes out;
  out.y.resize(n);
  out.u.resize(n);
  out.v.resize(n);
  out.activity.resize(n);
  has_avx2() ? fill_avx2(image, out) : fill(image, out);
  return out;
}

}  // namespace cliploop
