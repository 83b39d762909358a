#include "gif/canvas.h"

#include "base/cpu.h"

namespace cliploop::gif {
namespace {

void take_plain(const PixelAction* actions, size_t count, const uint8_t* from, uint8_t* __restrict to) {
  for (size_t i = 0; i < count; ++i) {
    const auto kept = static_cast<uint8_t>(actions[i] == PixelAction::skip ? 255 : 0);
    to[i] = static_cast<uint8_t>((to[i] & kept) | (from[i] & ~kept));
  }
}

CLIPLOOP_AVX2 void take_avx2(const PixelAction* actions, size_t count, const uint8_t* from, uint8_t* __restrict to) {
  take_plain(actions, count, from, to);
}

}  // namespace

Canvas::Canvas(int w, int h) : width(w), height(h), shown(pixels() * 4, 0) {
  drawn.y.assign(pixels(), 0);
  drawn.u.assign(pixels(), 0);
  drawn.v.assign(pixels(), 0);
}

void Canvas::put(size_t i, Rgb color) {
  shown[i * 4] = color.r;
  shown[i * 4 + 1] = color.g;
  shown[i * 4 + 2] = color.b;
  shown[i * 4 + 3] = 255;
}

void Canvas::update_drawn(const FrameVector<PixelAction>& actions, const ImagePlanes& source) {
  const auto take = has_avx2() ? take_avx2 : take_plain;
  take(actions.data(), actions.size(), source.y.data(), drawn.y.data());
  take(actions.data(), actions.size(), source.u.data(), drawn.u.data());
  take(actions.data(), actions.size(), source.v.data(), drawn.v.data());
}

void Canvas::clear(const Rect& rect) {
  covered = false;
  for (int y = rect.y; y < rect.y + rect.height; ++y) {
    for (int x = rect.x; x < rect.x + rect.width; ++x) {
      shown[(static_cast<size_t>(y) * static_cast<size_t>(width) + static_cast<size_t>(x)) * 4 + 3] = 0;
    }
  }
}

}  // namespace cliploop::gif
