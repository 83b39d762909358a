#include "gif/diff.h"

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <utility>

#include "palette/box_sum.h"

namespace cliploop::gif {
namespace {

// Finds the pixels that show what they should, plane by plane.
class Stillness {
 public:
  // comparable: 1 where something is both on screen and in the image, else 0.
  Stillness(std::vector<uint8_t> comparable, int width, int height, const Quality& quality)
      : comparable_(std::move(comparable)),
        still_(comparable_),
        step_(comparable_.size()),
        width_(width),
        quality_(quality),
        box_(width, height) {}

  // Strikes out the pixels that moved: themselves beyond noise, or their neighbourhood beyond drift.
  void compare(const std::vector<uint8_t>& now, const std::vector<uint8_t>& then) {
    for (size_t i = 0; i < step_.size(); ++i) step_[i] = static_cast<int16_t>((now[i] - then[i]) * comparable_[i]);
    const int noise = quality_.hold_noise;
    const int drift = quality_.hold_drift;
    box_.run(step_.data(), [&](int y, const int16_t* sums) {
      const size_t row = static_cast<size_t>(y) * static_cast<size_t>(width_);
      for (int x = 0; x < width_; ++x) {
        const size_t i = row + static_cast<size_t>(x);
        const bool same = std::abs(step_[i]) <= noise && std::abs(sums[x]) <= drift;
        still_[i] = static_cast<uint8_t>(same ? still_[i] : 0);
      }
    });
  }

  bool still(size_t i) const { return still_[i] != 0; }

 private:
  std::vector<uint8_t> comparable_;
  std::vector<uint8_t> still_;
  std::vector<int16_t> step_;
  int width_;
  const Quality& quality_;
  BoxSum box_;
};

}  // namespace

Rect vanished(const Image& image, const Canvas& canvas) {
  if (image.opaque) return {};
  return bounds(image.width, image.height, [&](size_t i) { return canvas.visible(i) && !is_visible(image, i); });
}

std::vector<Plan> diff_exact(const Image& image, const Canvas& canvas) {
  std::vector<Plan> plan(image.pixels(), Plan::skip);
  for (size_t i = 0; i < plan.size(); ++i) {
    if (!is_visible(image, i)) continue;
    const bool same = canvas.visible(i) && std::memcmp(&canvas.shown[i * 4], &image.rgba[i * 4], 3) == 0;
    if (!same) plan[i] = Plan::draw;
  }
  return plan;
}

std::vector<Plan> diff(const Image& image, const Planes& planes, const Canvas& canvas, const Quality& quality) {
  std::vector<uint8_t> comparable(image.pixels());
  for (size_t i = 0; i < comparable.size(); ++i) {
    comparable[i] = static_cast<uint8_t>(is_visible(image, i) && canvas.visible(i) ? 1 : 0);
  }
  Stillness stillness(comparable, image.width, image.height, quality);
  stillness.compare(planes.y, canvas.drawn.y);
  stillness.compare(planes.u, canvas.drawn.u);
  stillness.compare(planes.v, canvas.drawn.v);
  std::vector<Plan> plan(image.pixels(), Plan::skip);
  for (size_t i = 0; i < plan.size(); ++i) {
    if (!is_visible(image, i)) continue;
    if (comparable[i] == 0) {
      plan[i] = Plan::draw;
    } else if (!stillness.still(i)) {
      plan[i] = Plan::offer;
    }
  }
  return plan;
}

}  // namespace cliploop::gif
