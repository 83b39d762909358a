// The part of a frame that is encoded: the rest of the screen stays as it is.
#pragma once

#include <vector>

#include "frame/image.h"

namespace cliploop::webp {

// Pixels per side of a block. VP8 codes 16x16 pixels at a time, and 8x8 chroma samples belong to them.
inline constexpr int kBlock = 8;

// The part of an image that differs from the frame before. x and y are even, as the format requires.
struct Patch {
  ImagePtr image;
  int x = 0;
  int y = 0;
  int width = 0;
  int height = 0;
  // Empty, or one value for each block of the patch, by rows: true when the block stays as it is on screen. The patch
  // is then transparent there and is blended over the screen.
  std::vector<bool> kept;

  bool blends() const { return !kept.empty(); }
  int columns() const { return (width + kBlock - 1) / kBlock; }
  int rows() const { return (height + kBlock - 1) / kBlock; }
};

}  // namespace cliploop::webp
