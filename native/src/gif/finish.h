// Converts a drawn plane to the frame that is written.
#pragma once

#include <cstdint>
#include <vector>

#include "base/pool.h"
#include "gif/indexed.h"

namespace cliploop::gif {

// A drawn frame whose disposal depends on the next frame.
struct Drawn {
  int64_t start_id = 0;
  int width = 0;  // of the canvas
  int height = 0;
  Palette palette;               // at most 255 colors
  FrameVector<uint8_t> indices;  // one per pixel of the canvas, kSkipped where nothing is drawn
  Rect rect;                     // around the drawn pixels; may be empty
};

// Crops the frame to its rectangle and keeps only the colors that occur. clear: the part of the screen that must be
// cleared after the frame, or an empty rectangle.
Indexed finish(const Drawn& drawn, const Rect& clear);

}  // namespace cliploop::gif
