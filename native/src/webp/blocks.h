// Blocks that did not change since they were drawn, and whether it pays to leave them on screen.
#pragma once

#include <cstdint>
#include <vector>

#include "webp/config.h"
#include "webp/patch.h"

namespace cliploop::webp {

// Pixels of an image; at its right and bottom sides smaller than kBlock x kBlock.
struct Block {
  int x;
  int y;
  int width;
  int height;
};

// The block in this column and row of an image.
Block block_at(int column, int row, int image_width, int image_height);

// Whether two blocks show the same: no sample differs by more than noise, and the means differ by no more than the
// drift. `then` and `now` are RGBA and have the same stride, in bytes.
bool is_still(const uint8_t* then, const uint8_t* now, size_t stride, const Block& block, const Tolerance& tolerance);

// Whether the patch gets smaller when its still blocks stay on screen.
bool is_worth_keeping(const Patch& patch, const std::vector<bool>& kept);

}  // namespace cliploop::webp
