// The screen of a player after the frames so far.
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
  FrameVector<uint8_t> shown;  // RGBA; alpha is 0 (transparent) or 255
  // The source colors of each pixel when it was drawn. Noise and motion are measured against these, so that pixels
  // that stay on screen cannot drift away from the source.
  ImagePlanes drawn;

  Canvas(int w, int h);

  size_t pixels() const { return static_cast<size_t>(width) * static_cast<size_t>(height); }
  bool visible(size_t i) const { return shown[i * 4 + 3] != 0; }
  void put(size_t i, Rgb color);
  // Sets `drawn` to the source, except where the action is skip.
  void update_drawn(const FrameVector<PixelAction>& actions, const ImagePlanes& source);
  // Makes a rectangle transparent. The colors stay, so that they can be drawn again.
  void clear(const Rect& rect);
};

}  // namespace cliploop::gif
