// A histogram of colors in cells of 8x4x8 levels. Cells keep sums, so that their mean colors are exact.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "base/pool.h"
#include "palette/ycc.h"

namespace cliploop {

struct ColorBin {
  uint32_t weight = 0;  // pixels
  uint32_t r = 0;       // sums of the levels
  uint32_t g = 0;
  uint32_t b = 0;
  Ycc mean;  // set by Histogram::take()
};
using ColorBins = FrameVector<ColorBin>;

// The rounded mean; the weight must not be 0.
Rgb mean_of(const ColorBin& bin);

class Histogram {
 public:
  // Adds the pixels i of the image for which counts(i) is true, or a sample of them when they are many. count: their
  // number.
  template <typename Counts>
  void add(const uint8_t* rgba, int width, int height, size_t count, Counts counts) {
    const auto step = static_cast<int>(std::clamp<size_t>(count / kSampleSize, 1, 64));
    for (int y = 0; y < height; ++y) {
      const size_t row = static_cast<size_t>(y) * static_cast<size_t>(width);
      // Each row begins at a pseudo-random pixel, so that the sample misses neither thin lines nor regular patterns.
      const uint32_t random = static_cast<uint32_t>(y) * 2654435761U >> 16;
      for (int x = static_cast<int>(random % static_cast<uint32_t>(step)); x < width; x += step) {
        const size_t i = row + static_cast<size_t>(x);
        if (counts(i)) add(rgba + i * 4);
      }
    }
  }

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

  // Returns the bins in the order in which their first color was added. Nothing can be added afterwards.
  ColorBins take();

  static constexpr uint32_t cell_of(int r, int g, int b) {
    return static_cast<uint32_t>(((r >> 3) << 11) | ((g >> 2) << 5) | (b >> 3));
  }
  static constexpr uint32_t kCells = 1U << 16;

 private:
  static constexpr size_t kSampleSize = 1 << 15;  // pixels: a sample of this size is as good as all

  uint32_t open();

  FrameVector<uint32_t> slots_ = FrameVector<uint32_t>(kCells, 0);  // 0: no bin yet, else 1 + the index of the bin
  ColorBins bins_;
};

}  // namespace cliploop
