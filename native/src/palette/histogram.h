// The colours of some pixels, gathered into cells of 8x4x8 levels that keep exact sums, so their means are exact.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "base/pool.h"
#include "palette/ycc.h"

namespace cliploop {

struct ColorBin {
  uint64_t weight = 0;  // pixels
  uint64_t r = 0;       // sums of the levels
  uint64_t g = 0;
  uint64_t b = 0;
  Ycc mean;  // set by Histogram::take()
};

// Rounded; the weight must not be 0.
Rgb mean_of(const ColorBin& bin);

class Histogram {
 public:
  void add(const uint8_t* rgb) {
    const uint32_t cell = cell_of(rgb[0], rgb[1], rgb[2]);
    uint32_t& slot = slots_[cell];
    if (slot == 0) slot = open();
    ColorBin& bin = bins_[slot - 1];
    ++bin.weight;
    bin.r += rgb[0];
    bin.g += rgb[1];
    bin.b += rgb[2];
  }

  // In the order in which the colours came. Frees the index; nothing can be added after.
  std::vector<ColorBin> take();

  static constexpr uint32_t cell_of(int r, int g, int b) {
    return static_cast<uint32_t>(((r >> 3) << 11) | ((g >> 2) << 5) | (b >> 3));
  }
  static constexpr uint32_t kCells = 1U << 16;

 private:
  uint32_t open();

  FrameVector<uint32_t> slots_ = FrameVector<uint32_t>(kCells, 0);  // 0: none yet, else 1 + the bin's place
  std::vector<ColorBin> bins_;
};

}  // namespace cliploop
