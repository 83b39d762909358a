// What a viewer has on screen after the frames so far, and which true colours that stands for.
#pragma once

#include <cstdint>
#include <vector>

#include "gif/indexed.h"
#include "palette/dither.h"
#include "palette/planes.h"

namespace cliploop::gif {

struct Canvas {
  int width = 0;
  int height = 0;
  bool covered = false;        // every pixel is visible
  FrameVector<uint8_t> shown;  // RGBA; alpha is 0 (nothing there) or 255
  // The true colours at the time when each pixel was drawn: what noise and motion are measured against, so that what is
  // left on screen can never creep away from the source.
  Planes drawn;

  Canvas(int w, int h);

  size_t pixels() const { return static_cast<size_t>(width) * static_cast<size_t>(height); }
  bool visible(size_t i) const { return shown[i * 4 + 3] != 0; }
  void put(size_t i, Rgb color);
  // What is shown stands for the new source, but where nothing was to be done.
  void accept(const FrameVector<PixelAction>& actions, const Planes& source);
  // To transparent; colours are left, so that what was there can be drawn again.
  void clear(const Rect& rect);
};

}  // namespace cliploop::gif
