// The palette color nearest to a given one.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "base/pool.h"
#include "palette/palette.h"
#include "palette/ycc.h"

namespace cliploop {

// Exact search. Colors are sorted by luma. The nearest of those around the wanted luma limits the rest of the search.
class NearestColor {
 public:
  // The palette has 1 to 256 colors.
  explicit NearestColor(const Palette& palette);

  // The index of the nearest color; among equally near colors, that of the darkest.
  int find(Ycc color) const;

 private:
  static constexpr size_t kMaxColors = 256;
  static constexpr size_t kBlock = 4;  // colors that are compared at the same time

  uint32_t nearest_in(Ycc color, size_t begin, size_t end, uint32_t best) const;

  size_t count_;  // a multiple of kBlock: the last color is repeated
  // Sorted by luma, two values per color.
  std::array<int16_t, kMaxColors * 2> luma_blue_;  // y, u
  std::array<int16_t, kMaxColors * 2> red_;        // v, 0
  std::array<uint8_t, kMaxColors> index_;          // in the palette
  std::array<uint16_t, 258> start_{};              // for each luma / 4, the first color that is not darker
};

// A lookup table over cells of 4x4x8 levels. A cell holds the color nearest to its middle, and is filled at its first
// use.
class ColorTable {
 public:
  // The palette has 1 to 255 colors.
  explicit ColorTable(Palette palette);

  const Palette& palette() const { return palette_; }

  // pixel: red in the lowest byte, then green and blue.
  size_t find(uint32_t pixel) {
    uint8_t& cell = cells_[(pixel >> 2 & 0x3f) | (pixel >> 4 & 0xfc0) | (pixel >> 7 & 0x1f000)];
    if (cell == 0) cell = fill(pixel);
    return cell - size_t{1};
  }

 private:
  uint8_t fill(uint32_t pixel) const;

  Palette palette_;
  NearestColor nearest_;
  FrameVector<uint8_t> cells_;  // 0: not filled, else 1 + the index
};

}  // namespace cliploop
