#include "gif/canvas.h"

namespace cliploop::gif {

Canvas::Canvas(int w, int h) : width(w), height(h), shown(pixels() * 4, 0) {
  drawn.y.assign(pixels(), 0);
  drawn.u.assign(pixels(), 0);
  drawn.v.assign(pixels(), 0);
}

void Canvas::put(size_t i, Rgb color, const Planes& truth) {
  shown[i * 4] = color.r;
  shown[i * 4 + 1] = color.g;
  shown[i * 4 + 2] = color.b;
  shown[i * 4 + 3] = 255;
  accept(i, truth);
}

void Canvas::accept(size_t i, const Planes& truth) {
  drawn.y[i] = truth.y[i];
  drawn.u[i] = truth.u[i];
  drawn.v[i] = truth.v[i];
}

void Canvas::clear(const Rect& rect) {
  for (int y = rect.y; y < rect.y + rect.height; ++y) {
    for (int x = rect.x; x < rect.x + rect.width; ++x) {
      shown[(static_cast<size_t>(y) * static_cast<size_t>(width) + static_cast<size_t>(x)) * 4 + 3] = 0;
    }
  }
}

}  // namespace cliploop::gif
