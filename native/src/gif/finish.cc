#include "gif/finish.h"

#include <array>

#include "palette/dither.h"

namespace cliploop::gif {

Indexed finish(const Drawn& drawn, const Rect& clear) {
  Indexed out;
  out.start_id = drawn.start_id;
  out.disposal = clear.empty() ? Disposal::keep : Disposal::background;
  out.rect = united(drawn.rect, clear);
  if (out.rect.empty()) out.rect = {0, 0, 1, 1};

  std::array<int, 256> place;
  place.fill(-1);
  out.indices.reserve(static_cast<size_t>(out.rect.width) * static_cast<size_t>(out.rect.height));
  for (int y = out.rect.y; y < out.rect.y + out.rect.height; ++y) {
    const uint8_t* row = drawn.indices.data() + static_cast<size_t>(y) * static_cast<size_t>(drawn.width);
    for (int x = out.rect.x; x < out.rect.x + out.rect.width; ++x) {
      int& at = place[row[x]];
      if (at < 0) {
        at = static_cast<int>(out.palette.size());
        if (row[x] == kSkipped) out.transparent = at;
        out.palette.push_back(row[x] == kSkipped ? Rgb{} : drawn.palette[row[x]]);
      }
      out.indices.push_back(static_cast<uint8_t>(at));
    }
  }
  return out;
}

}  // namespace cliploop::gif
