#include "webp/encoder.h"

#include <algorithm>
#include <cstring>

#include "webp/blocks.h"
#include "webp/bounds.h"
#include "webp/config.h"
#include "webp/few_colors.h"
#include "webp/mask.h"
#include "webp/vp8.h"

namespace cliploop::webp {
namespace {

// A player that jumps has to decode all frames since the last independent one.
constexpr int kMaxDependentFrames = 128;

size_t pixel_offset(int x, int y, int width) {
  return (static_cast<size_t>(y) * static_cast<size_t>(width) + static_cast<size_t>(x)) * 4;
}

// Copies a rectangle between two RGBA images of the same width.
void copy_pixels(const uint8_t* from, uint8_t* to, const Block& block, int image_width) {
  for (int y = block.y; y < block.y + block.height; ++y) {
    const size_t at = pixel_offset(block.x, y, image_width);
    std::memcpy(to + at, from + at, static_cast<size_t>(block.width) * 4);
  }
}

}  // namespace

Patch Encoder::push(const ImagePtr& image) {
  const bool key = dependent_ >= kMaxDependentFrames;
  Patch patch{image, 0, 0, image->width, image->height, {}};
  if (!key && image->opaque && !drawn_.empty()) {
    patch = changed_blocks(image);
  } else if (!key && previous_) {
    patch = changed_rectangle(image);
  } else if (image->opaque) {
    drawn_ = image->rgba;
  }
  if (image->opaque) {
    previous_.reset();
  } else {
    drawn_.clear();
    previous_ = image;
  }
  const bool independent = !patch.blends() && patch.width == image->width && patch.height == image->height;
  dependent_ = independent ? 0 : dependent_ + 1;
  return patch;
}

// The smallest rectangle around all pixels that differ from the image before.
Patch Encoder::changed_rectangle(const ImagePtr& image) {
  if (image->opaque) drawn_ = image->rgba;
  Bounds bounds = bounds_of_change(*previous_, *image);
  if (bounds.empty()) bounds = {0, 0, 1, 1};
  const int x = bounds.left & ~1;
  const int y = bounds.top & ~1;
  return {image, x, y, bounds.right - x, bounds.bottom - y, {}};
}

// The smallest rectangle around all blocks that changed by more than noise since they were drawn.
Patch Encoder::changed_blocks(const ImagePtr& image) {
  const int width = image->width;
  const int height = image->height;
  const int columns = (width + kBlock - 1) / kBlock;
  const int rows = (height + kBlock - 1) / kBlock;
  const Tolerance tolerance = tolerance_of(options_.quality);
  const size_t stride = static_cast<size_t>(width) * 4;
  std::vector<bool> still(static_cast<size_t>(columns) * static_cast<size_t>(rows));
  const auto index = [&](int column, int row) {
    return static_cast<size_t>(row) * static_cast<size_t>(columns) + static_cast<size_t>(column);
  };
  Bounds found{columns, rows, 0, 0};
  for (int row = 0; row < rows; ++row) {
    for (int column = 0; column < columns; ++column) {
      const Block block = block_at(column, row, width, height);
      const size_t at = pixel_offset(block.x, block.y, width);
      if (is_still(drawn_.data() + at, image->rgba.data() + at, stride, block, tolerance)) {
        still[index(column, row)] = true;
        continue;
      }
      copy_pixels(image->rgba.data(), drawn_.data(), block, width);
      found = {std::min(found.left, column), std::min(found.top, row), std::max(found.right, column + 1),
               std::max(found.bottom, row + 1)};
    }
  }
  if (found.empty()) found = {0, 0, 1, 1};
  Patch patch{image, found.left * kBlock, found.top * kBlock, 0, 0, {}};
  patch.width = std::min(width, found.right * kBlock) - patch.x;
  patch.height = std::min(height, found.bottom * kBlock) - patch.y;
  std::vector<bool> kept;
  kept.reserve(static_cast<size_t>(patch.columns()) * static_cast<size_t>(patch.rows()));
  for (int row = found.top; row < found.bottom; ++row) {
    for (int column = found.left; column < found.right; ++column) kept.push_back(still[index(column, row)]);
  }
  if (is_worth_keeping(patch, kept)) {
    patch.kept = std::move(kept);
  } else {
    // The still blocks are drawn too.
    copy_pixels(image->rgba.data(), drawn_.data(), {patch.x, patch.y, patch.width, patch.height}, width);
  }
  return patch;
}

std::vector<uint8_t> Encoder::compress(const Patch& patch, CancelToken& cancel) const {
  const FrameVector<uint8_t> masked = patch.blends() ? mask(patch) : FrameVector<uint8_t>{};
  Pixels pixels{patch.image->rgba.data() + pixel_offset(patch.x, patch.y, patch.image->width), patch.image->width * 4,
                patch.width, patch.height, patch.image->opaque};
  if (!masked.empty()) pixels = {masked.data(), patch.width * 4, patch.width, patch.height, false};
  WebPConfig config = frame_config(options_.quality, options_.effort);
  if (patch.blends()) config.exact = 1;  // keeps the colors that mask() chose for transparent pixels
  if (!pixels.opaque) config.method = std::min(config.method, max_alpha_method);
  std::vector<uint8_t> lossy = encode(pixels, config, cancel);
  if (!has_few_colors(pixels)) return lossy;
  std::vector<uint8_t> lossless = encode(pixels, lossless_config(options_.effort), cancel);
  return lossless.size() <= lossy.size() ? lossless : lossy;
}

}  // namespace cliploop::webp
