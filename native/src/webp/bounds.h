// The bounds of the pixels that differ between two images.
#pragma once

#include "frame/image.h"

namespace cliploop::webp {

// [left, right) x [top, bottom).
struct Bounds {
  int left;
  int top;
  int right;
  int bottom;

  bool empty() const { return left >= right || top >= bottom; }
};

// Both images must have the same size.
Bounds bounds_of_change(const Image& before, const Image& now);

}  // namespace cliploop::webp
