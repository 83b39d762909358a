#include "palette/planes.h"

#include <algorithm>
#include <cstdlib>

#include "base/cpu.h"
#include "palette/box_sum.h"

namespace cliploop {
namespace {

// Sum of the absolute steps to the right and down.
FrameVector<int16_t> gradients(const FrameVector<uint8_t>& luma, int width, int height) {
  FrameVector<int16_t> out(luma.size());
  for (int y = 0; y < height; ++y) {
    const uint8_t* here = luma.data() + static_cast<size_t>(y) * static_cast<size_t>(width);
    const uint8_t* below = y + 1 < height ? here + width : here;
    int16_t* to = out.data() + static_cast<size_t>(y) * static_cast<size_t>(width);
    for (int x = 0; x + 1 < width; ++x) {
      to[x] = static_cast<int16_t>(std::abs(here[x + 1] - here[x]) + std::abs(below[x] - here[x]));
    }
    to[width - 1] = static_cast<int16_t>(std::abs(below[width - 1] - here[width - 1]));
  }
  return out;
}

}  // namespace

namespace {

void fill(const Image& image, Planes& out) {
  const size_t n = image.pixels();
  const uint8_t* p = image.rgba.data();
  uint8_t* to_y = out.y.data();
  uint8_t* to_u = out.u.data();
  uint8_t* to_v = out.v.data();
  for (size_t i = 0; i < n; ++i) {
    const int luma = (77 * p[i * 4] + 150 * p[i * 4 + 1] + 29 * p[i * 4 + 2] + 128) >> 8;
    to_y[i] = static_cast<uint8_t>(luma);
    to_u[i] = static_cast<uint8_t>((p[i * 4 + 2] - luma + 256) >> 1);
    to_v[i] = static_cast<uint8_t>((p[i * 4] - luma + 256) >> 1);
  }
  const FrameVector<int16_t> steps = gradients(out.y, image.width, image.height);
  BoxSum box(image.width, image.height);
  box.run(steps.data(), [&](int y, const int16_t* sums) {
    uint8_t* to = out.activity.data() + static_cast<size_t>(y) * static_cast<size_t>(image.width);
    // Two gradients a pixel: half of 4 / 25 of the sum is the mean in quarter levels.
    for (int x = 0; x < image.width; ++x) to[x] = static_cast<uint8_t>(std::min(255, sums[x] * 2 / kBoxArea));
  });
}

CLIPLOOP_AVX2 void fill_avx2(const Image& image, Planes& out) { fill(image, out); }

}  // namespace

Planes planes_of(const Image& image) {
  const size_t n = image.pixels();
  Planes out;
  out.y.resize(n);
  out.u.resize(n);
  out.v.resize(n);
  out.activity.resize(n);
  has_avx2() ? fill_avx2(image, out) : fill(image, out);
  return out;
}

}  // namespace cliploop
