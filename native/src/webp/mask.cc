#include "webp/mask.h"

#include <array>
#include <cstring>

#include "webp/blocks.h"

namespace cliploop::webp {
namespace {

// Whether a block is kept. Blocks outside of the patch are: the screen stays there.
bool is_kept(const Patch& patch, int column, int row) {
  const int columns = patch.columns();
  if (row < 0 || column < 0 || row >= patch.rows() || column >= columns) return true;
  return patch.kept[static_cast<size_t>(row) * static_cast<size_t>(columns) + static_cast<size_t>(column)];
}

bool touches_drawn(const Patch& patch, int column, int row) {
  for (int dy = -1; dy <= 1; ++dy) {
    for (int dx = -1; dx <= 1; ++dx) {
      if (!is_kept(patch, column + dx, row + dy)) return true;
    }
  }
  return false;
}

// The mean color of a block; alpha is 0.
std::array<uint8_t, 4> mean_color(const uint8_t* rgba, size_t stride, const Block& block) {
  std::array<int, 3> sum{};
  for (int y = 0; y < block.height; ++y) {
    const uint8_t* row = rgba + static_cast<size_t>(y) * stride;
    for (int x = 0; x < block.width; ++x) {
      for (size_t c = 0; c < 3; ++c) sum[c] += row[static_cast<size_t>(x) * 4 + c];
    }
  }
  std::array<uint8_t, 4> mean{};
  for (size_t c = 0; c < 3; ++c) mean[c] = static_cast<uint8_t>(sum[c] / (block.width * block.height));
  return mean;
}

}  // namespace

FrameVector<uint8_t> mask(const Patch& patch) {
  FrameVector<uint8_t> out(static_cast<size_t>(patch.width) * static_cast<size_t>(patch.height) * 4);
  const size_t from_stride = static_cast<size_t>(patch.image->width) * 4;
  const size_t to_stride = static_cast<size_t>(patch.width) * 4;
  std::array<uint8_t, 4> fill{128, 128, 128, 0};
  for (int row = 0; row < patch.rows(); ++row) {
    for (int column = 0; column < patch.columns(); ++column) {
      const Block block = block_at(column, row, patch.width, patch.height);
      const uint8_t* from = patch.image->row(patch.y + block.y) + static_cast<size_t>(patch.x + block.x) * 4;
      uint8_t* to = out.data() + static_cast<size_t>(block.y) * to_stride + static_cast<size_t>(block.x) * 4;
      const bool kept = is_kept(patch, column, row);
      if (kept && touches_drawn(patch, column, row)) fill = mean_color(from, from_stride, block);
      for (int y = 0; y < block.height; ++y, from += from_stride, to += to_stride) {
        if (!kept) {
          std::memcpy(to, from, static_cast<size_t>(block.width) * 4);
          continue;
        }
        for (int x = 0; x < block.width; ++x) std::memcpy(to + static_cast<size_t>(x) * 4, fill.data(), 4);
      }
    }
  }
  return out;
}

}  // namespace cliploop::webp
