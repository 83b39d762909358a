#include "gif/diff.h"

#include <cstring>

#include "base/cpu.h"
#include "palette/box_sum.h"

namespace cliploop::gif {
namespace {

// Compares one plane of the image with the plane when the screen was drawn.
class PlaneDiff {
 public:
  PlaneDiff(const FrameVector<uint8_t>& now, const FrameVector<uint8_t>& then, int width, int height)
      : now_(now.data()), then_(then.data()), width_(static_cast<size_t>(width)), box_(width, height) {}

  // Goes to the next row. comparable: as in compare().
  void next(const uint8_t* comparable) {
    sums_ = box_.next([&](int y, int16_t* out) {
      const size_t at = static_cast<size_t>(y) * width_;
      if (comparable == nullptr) {
        for (size_t x = 0; x < width_; ++x) out[x] = static_cast<int16_t>(now_[at + x] - then_[at + x]);
      } else {
        for (size_t x = 0; x < width_; ++x) {
          out[x] = static_cast<int16_t>((now_[at + x] - then_[at + x]) * comparable[at + x]);
        }
      }
    });
    step_ = box_.row();
  }

  // Whether a pixel differs by at most `noise`, and its neighborhood by at most `drift`.
  bool still(size_t x, int16_t noise, int16_t drift) const {
    return (step_[x] <= noise) & (step_[x] >= -noise) & (sums_[x] <= drift) & (sums_[x] >= -drift);
  }

 private:
  const uint8_t* now_;
  const uint8_t* then_;
  size_t width_;
  BoxSum box_;
  const int16_t* step_ = nullptr;
  const int16_t* sums_ = nullptr;
};

// comparable: 1 where both the screen and the image are visible, else 0; null when that is everywhere.
void compare(const ImagePlanes& now, const ImagePlanes& then, const uint8_t* comparable, int width, int height,
             const Quality& quality, PixelAction* actions) {
  PlaneDiff y_diff(now.y, then.y, width, height);
  PlaneDiff u_diff(now.u, then.u, width, height);
  PlaneDiff v_diff(now.v, then.v, width, height);
  const auto noise = static_cast<int16_t>(quality.hold_noise);
  const auto drift = static_cast<int16_t>(quality.hold_drift);
  for (int y = 0; y < height; ++y) {
    y_diff.next(comparable);
    u_diff.next(comparable);
    v_diff.next(comparable);
    PixelAction* row = actions + static_cast<size_t>(y) * static_cast<size_t>(width);
    for (size_t x = 0; x < static_cast<size_t>(width); ++x) {
      const bool still = y_diff.still(x, noise, drift) & u_diff.still(x, noise, drift) & v_diff.still(x, noise, drift);
      row[x] = still ? PixelAction::skip : PixelAction::reuse;
    }
  }
}

CLIPLOOP_AVX2 void compare_avx2(const ImagePlanes& now, const ImagePlanes& then, const uint8_t* comparable, int width,
                                int height, const Quality& quality, PixelAction* actions) {
  compare(now, then, comparable, width, height, quality, actions);
}

}  // namespace

Rect vanished(const Image& image, const Canvas& canvas) {
  if (image.opaque) return {};
  return bounds(image.width, image.height, [&](size_t i) { return canvas.visible(i) && !is_visible(image, i); });
}

FrameVector<PixelAction> diff_exact(const Image& image, const Canvas& canvas) {
  FrameVector<PixelAction> actions(image.pixels(), PixelAction::skip);
  for (size_t i = 0; i < actions.size(); ++i) {
    if (!is_visible(image, i)) continue;
    const bool same = canvas.visible(i) && std::memcmp(&canvas.shown[i * 4], &image.rgba[i * 4], 3) == 0;
    if (!same) actions[i] = PixelAction::draw;
  }
  return actions;
}

FrameVector<PixelAction> diff(const Image& image, const ImagePlanes& planes, const Canvas& canvas,
                              const Quality& quality) {
  const bool everywhere = image.opaque && canvas.covered;
  FrameVector<uint8_t> comparable(everywhere ? 0 : image.pixels());
  for (size_t i = 0; i < comparable.size(); ++i) {
    comparable[i] = static_cast<uint8_t>(is_visible(image, i) & canvas.visible(i));
  }
  FrameVector<PixelAction> actions(image.pixels());
  (has_avx2() ? compare_avx2 : compare)(planes, canvas.drawn, everywhere ? nullptr : comparable.data(), image.width,
                                        image.height, quality, actions.data());
  for (size_t i = 0; i < comparable.size(); ++i) {
    if (comparable[i] == 0) actions[i] = is_visible(image, i) ? PixelAction::draw : PixelAction::skip;
  }
  return actions;
}

}  // namespace cliploop::gif
