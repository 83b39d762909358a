// Rotated and mirrored pictures, pixel by pixel against the definition.
#pragma once

#include <fuzzer/FuzzedDataProvider.h>

#include <vector>

#include "frame/orient.h"
#include "fuzz.h"

namespace fuzz {

inline void check_orientation(FuzzedDataProvider& data) {
  const int width = data.ConsumeIntegralInRange(1, 70);
  const int height = data.ConsumeIntegralInRange(1, 70);
  cliploop::Orientation orientation;
  orientation.quarter_turns = data.ConsumeIntegralInRange(0, 3);
  orientation.mirrored = data.ConsumeBool();
  const bool swap = cliploop::swaps_sides(orientation);
  const int shown_width = swap ? height : width;
  const int shown_height = swap ? width : height;
  const int from_stride = width + data.ConsumeIntegralInRange(0, 3);
  const int to_stride = shown_width + data.ConsumeIntegralInRange(0, 3);
  const auto at = [](int x, int y, int stride) {
    return static_cast<size_t>(y) * static_cast<size_t>(stride) + static_cast<size_t>(x);
  };
  constexpr uint32_t kUntouched = UINT32_MAX;
  // Without the rest of the last row, so that AddressSanitizer sees a read or a write after the last pixel.
  std::vector<uint32_t> from(at(width, height - 1, from_stride));
  std::vector<uint32_t> to(at(shown_width, shown_height - 1, to_stride), kUntouched);
  for (size_t i = 0; i < from.size(); ++i) from[i] = static_cast<uint32_t>(i);
  cliploop::orient_pixels(from.data(), width, height, from_stride, orientation, to.data(), to_stride);
  for (int y = 0; y < height; ++y) {
    for (int x = 0; x < width; ++x) {
      int shown_x = orientation.mirrored ? width - 1 - x : x;
      int shown_y = y;
      for (int turn = 0, turned_height = height, turned_width = width; turn < orientation.quarter_turns; ++turn) {
        const int left = turned_height - 1 - shown_y;
        shown_y = shown_x;
        shown_x = left;
        std::swap(turned_width, turned_height);
      }
      uint32_t& shown = to[at(shown_x, shown_y, to_stride)];
      must(shown == from[at(x, y, from_stride)], "the place of a pixel");
      shown = kUntouched;
    }
  }
  for (const uint32_t pixel : to) must(pixel == kUntouched, "no pixel outside of the picture");
  int32_t matrix[9];
  for (int32_t& value : matrix)
    value = data.ConsumeBool() ? data.ConsumeIntegral<int32_t>()
                               : data.PickValueInArray({0, 1, -1, 65536, INT32_MIN, INT32_MAX});
  const cliploop::Orientation read = cliploop::orientation_from_matrix(matrix);
  must(read.quarter_turns >= 0 && read.quarter_turns <= 3, "quarter turns");
}

}  // namespace fuzz
