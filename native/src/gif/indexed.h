// A frame after dithering, ready for LZW.
#pragma once

#include <cstdint>
#include <vector>

#include "base/pool.h"
#include "frame/rect.h"
#include "palette/palette.h"

namespace cliploop::gif {

// What a player does with the rectangle of the frame before it draws the next one. The values are those of the format.
enum class Disposal : uint8_t {
  keep = 1,
  background = 2,  // clear it to transparent
};

struct Indexed {
  int64_t start_id = 0;  // number of the push(), from 0, whose image this frame shows
  Rect rect;             // never empty
  Disposal disposal = Disposal::keep;
  int transparent = -1;          // index of pixels that are not changed, or -1
  Palette palette;               // 1 to 256 colors, the transparent index included
  FrameVector<uint8_t> indices;  // rect.width * rect.height, each below palette.size()
};

}  // namespace cliploop::gif
