#include "gif/diff.h"

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <utility>

#include "base/cpu.h"
#include "palette/box_sum.h"

namespace cliploop::gif {
namespace {

// Finds the pixels that show what they should, plane by plane.
class Stillness {
 public:
  // comparable: 1 where something is both on screen and in the image, else 0.
  Stillness(FrameVector<uint8_t> comparable, int width, int height, const Quality& quality)
      : comparable_(std::move(comparable)),
        still_(comparable_),
        step_(comparable_.size()),
        width_(width),
        quality_(quality),
        box_(width, height) {}

  // Strikes out the pixels that moved: themselves beyond noise, or their neighbourhood beyond drift.
  void compare(const FrameVector<uint8_t>& now, const FrameVector<uint8_t>& then) {
    if (has_avx2()) {
      compare_avx2(now.data(), then.data());
    } else {
      compare_plain(now.data(), then.data());
    }
  }

  bool still(size_t i) const { return still_[i] != 0; }

 private:
  CLIPLOOP_AVX2 void compare_avx2(const uint8_t* now, const uint8_t* then) { compare_plain(now, then); }

  void compare_plain(const uint8_t* now, const uint8_t* then) {
    const uint8_t* comparable = comparable_.data();
    int16_t* steps = step_.data();
    const size_t count = step_.size();
    for (size_t i = 0; i < count; ++i) steps[i] = static_cast<int16_t>((now[i] - then[i]) * comparable[i]);
    const auto noise = static_cast<int16_t>(quality_.hold_noise);
    const auto drift = static_cast<int16_t>(quality_.hold_drift);
    box_.run(steps, [&](int y, const int16_t* sums) {
      const size_t row = static_cast<size_t>(y) * static_cast<size_t>(width_);
      const int16_t* step = steps + row;
      uint8_t* still = still_.data() + row;
      for (int x = 0; x < width_; ++x) {
        const bool same = (step[x] <= noise) & (step[x] >= -noise) & (sums[x] <= drift) & (sums[x] >= -drift);
        still[x] = static_cast<uint8_t>(same ? still[x] : 0);
      }
    });
  }

  FrameVector<uint8_t> comparable_;
  FrameVector<uint8_t> still_;
  FrameVector<int16_t> step_;
  int width_;
  const Quality& quality_;
  BoxSum box_;
};

}  // namespace

Rect vanished(const Image& image, const Canvas& canvas) {
  if (image.opaque) return {};
  return bounds(image.width, image.height, [&](size_t i) { return canvas.visible(i) && !is_visible(image, i); });
}

FrameVector<Plan> diff_exact(const Image& image, const Canvas& canvas) {
  FrameVector<Plan> plan(image.pixels(), Plan::skip);
  for (size_t i = 0; i < plan.size(); ++i) {
    if (!is_visible(image, i)) continue;
    const bool same = canvas.visible(i) && std::memcmp(&canvas.shown[i * 4], &image.rgba[i * 4], 3) == 0;
    if (!same) plan[i] = Plan::draw;
  }
  return plan;
}

FrameVector<Plan> diff(const Image& image, const Planes& planes, const Canvas& canvas, const Quality& quality) {
  FrameVector<uint8_t> comparable(image.pixels());
  const uint8_t* there = canvas.shown.data() + 3;
  const uint8_t* here = image.rgba.data() + 3;
  for (size_t i = 0; i < comparable.size(); ++i) {
    comparable[i] = static_cast<uint8_t>((image.opaque | (here[i * 4] >= kVisible)) & (there[i * 4] != 0));
  }
  Stillness stillness(comparable, image.width, image.height, quality);
  stillness.compare(planes.y, canvas.drawn.y);
  stillness.compare(planes.u, canvas.drawn.u);
  stillness.compare(planes.v, canvas.drawn.v);
  FrameVector<Plan> plan(image.pixels(), Plan::skip);
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
