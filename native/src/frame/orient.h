// Orientation: rotates frames by quarter turns and mirrors them.
#pragma once

#include <cstdint>

namespace cliploop {

// To display a decoded frame, mirror it left to right if `mirrored`, then rotate it clockwise.
struct Orientation {
  int quarter_turns = 0;  // 0 to 3, clockwise
  bool mirrored = false;

  int degrees() const { return quarter_turns * 90; }
  bool identity() const { return quarter_turns == 0 && !mirrored; }
  friend bool operator==(const Orientation&, const Orientation&) = default;
};

// Converts the display matrix of libav: 9 values in row order; null is upright. Angles are rounded to the nearest
// quarter turn. A singular matrix counts as upright.
Orientation orientation_from_matrix(const int32_t* matrix);

// True when width and height are swapped.
inline bool swaps_sides(Orientation orientation) { return orientation.quarter_turns % 2 != 0; }

// Copies a block of width x height 32-bit pixels and orients it. Strides are in pixels. When sides are swapped, the
// target has height x width pixels. The blocks must not overlap.
void orient_pixels(const uint32_t* from, int width, int height, int64_t from_stride, Orientation orientation,
                   uint32_t* to, int64_t to_stride);

}  // namespace cliploop
