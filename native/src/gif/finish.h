// From a drawn plane to the frame that is written.
#pragma once

#include <cstdint>
#include <vector>

#include "base/pool.h"
#include "gif/indexed.h"

namespace cliploop::gif {

// A frame that is drawn, but whose disposal depends on the next.
struct Drawn {
  int64_t start_id = 0;
  int width = 0;  // of the canvas
  int height = 0;
  Palette palette;               // at most 255 colours
  FrameVector<uint8_t> indices;  // one a pixel of the canvas, kSkipped where nothing is drawn
  Rect rect;                     // around the drawn pixels; may be empty
};

// Crops to the rectangle and keeps only the colours that occur. clear: the part of the screen that the viewer must
// clear after the frame, or an empty rectangle.
Indexed finish(const Drawn& drawn, const Rect& clear);

}  // namespace cliploop::gif
