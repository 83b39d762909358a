// The eight ways in which a camera can hold its picture.
#pragma once

#include <cstdint>

#include "frame/image.h"

namespace cliploop {

// What to do with the decoded picture to show it: first mirror it left to right (if mirrored), then turn it clockwise.
struct Orientation {
  int quarter_turns = 0;  // 0 to 3, clockwise
  bool mirrored = false;

  int degrees() const { return quarter_turns * 90; }
  bool identity() const { return quarter_turns == 0 && !mirrored; }
  friend bool operator==(const Orientation&, const Orientation&) = default;
};

// From libav's display matrix (9 values in row order, null: upright). Odd angles round to the nearest quarter turn;
// a matrix without an area is taken as upright.
Orientation orientation_from_matrix(const int32_t* matrix);

// True when width and height change places.
inline bool swaps_sides(Orientation orientation) { return orientation.quarter_turns % 2 != 0; }

// Copies a width x height block of 32-bit pixels into its oriented place. Strides in pixels; the target has the swapped
// size when sides swap. The blocks do not overlap.
void orient_pixels(const uint32_t* from, int width, int height, int64_t from_stride, Orientation orientation,
                   uint32_t* to, int64_t to_stride);

Image orient(Image image, Orientation orientation);

}  // namespace cliploop
