#include "webp/few_colors.h"

#include "palette/exact.h"

namespace cliploop::webp {

bool has_few_colors(const Pixels& pixels) {
  ExactPalette colors;
  for (int y = 0; y < pixels.height; ++y) {
    const uint8_t* row = pixels.rgba + int64_t{y} * pixels.stride;
    for (int x = 0; x < pixels.width; ++x) {
      if ((pixels.opaque || row[x * 4 + 3] != 0) && !colors.add(row + x * 4)) return false;
    }
  }
  return true;
}

}  // namespace cliploop::webp
