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

  const auto each_row = [&](auto act) {
    for (int y = out.rect.y; y < out.rect.y + out.rect.height; ++y) {
      const uint8_t* row =
          drawn.indices.data() + static_cast<size_t>(y) * static_cast<size_t>(drawn.width) + out.rect.x;
      act(row, static_cast<size_t>(out.rect.width));
    }
  };
  std::array<bool, 256> used{};
  each_row([&](const uint8_t* row, size_t width) {
    for (size_t x = 0; x < width; ++x) used[row[x]] = true;
  });
  std::array<uint8_t, 256> place{};
  for (size_t index = 0; index < used.size(); ++index) {
    if (!used[index]) continue;
    place[index] = static_cast<uint8_t>(out.palette.size());
    if (index == kSkipped) out.transparent = place[index];
    out.palette.push_back(index == kSkipped ? Rgb{} : drawn.palette[index]);
  }
  out.indices.resize(static_cast<size_t>(out.rect.width) * static_cast<size_t>(out.rect.height));
  uint8_t* to = out.indices.data();
  each_row([&](const uint8_t* row, size_t width) {
    for (size_t x = 0; x < width; ++x) *to++ = place[row[x]];
  });
  return out;
}

}  // namespace cliploop::gif
