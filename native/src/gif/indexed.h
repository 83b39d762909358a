// A frame after diff and dither, ready for LZW: pure data, free of the encoder's state.
#pragma once

#include <cstdint>
#include <vector>

#include "base/pool.h"
#include "frame/rect.h"
#include "palette/palette.h"

namespace cliploop::gif {

// What a viewer does with the frame's rectangle before it draws the next one. The values are the file format's.
enum class Disposal : uint8_t {
  keep = 1,
  background = 2,  // clear it to transparent
};

struct Indexed {
  int64_t start_id = 0;  // ordinal, from 0, of the push() whose image this frame shows
  Rect rect;             // never empty
  Disposal disposal = Disposal::keep;
  int transparent = -1;          // index that leaves the pixel as it is, or -1
  Palette palette;               // 1 to 256 colours, the transparent index included
  FrameVector<uint8_t> indices;  // rect.width * rect.height, each below palette.size()
};

}  // namespace cliploop::gif
