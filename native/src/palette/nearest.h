// The palette colour nearest to a given one.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "base/pool.h"
#include "palette/palette.h"
#include "palette/ycc.h"

namespace cliploop {

// Exact search: colours sorted by luma, looked at outwards from the wanted luma until luma alone is too far.
class NearestColor {
 public:
  // The palette has 1 to 256 colours.
  explicit NearestColor(const Palette& palette);

  // hint: an index that may be near; a good one shortens the search. Of equally near colours the hint wins, then the
  // one found first.
  int find(Ycc color, int hint = 0) const;

 private:
  struct Entry {
    Ycc color;
    int index = 0;
  };
  std::vector<Ycc> colors_;  // in the palette's order
  std::vector<Entry> sorted_;
  std::array<uint16_t, 256> start_{};  // by luma / 4: the first entry that is not darker
};

// A table over cells of 4x4x4 levels, filled when first asked: the nearest colour to the cell's middle.
class ColorTable {
 public:
  // The palette has 1 to 255 colours.
  explicit ColorTable(Palette palette);

  const Palette& palette() const { return palette_; }

  // Levels 0 to 255.
  int find(int r, int g, int b) {
    uint8_t& cell = cells_[static_cast<size_t>(((r >> 2) << 12) | ((g >> 2) << 6) | (b >> 2))];
    if (cell == 0) cell = static_cast<uint8_t>(1 + nearest_.find(ycc((r & ~3) + 2, (g & ~3) + 2, (b & ~3) + 2)));
    return cell - 1;
  }

 private:
  Palette palette_;
  NearestColor nearest_;
  FrameVector<uint8_t> cells_;  // 0: not yet known
};

}  // namespace cliploop
