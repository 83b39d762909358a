#include "webp/blocks.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstdlib>

namespace cliploop::webp {
namespace {

// log2 of value / 64, in eighths; value must be 64 or more.
int eighths_of_log2(int value) {
  constexpr int kFraction = 3;
  const int whole = static_cast<int>(std::bit_width(static_cast<unsigned>(value))) - 1;
  return ((whole - 6) << kFraction) + ((value << kFraction >> whole) & 7);
}

// An estimate of the bytes that drawing a block takes, in eighths: the logarithm of the mean distance of its pixels
// from their mean.
int cost_of(const uint8_t* rgba, size_t stride, const Block& block) {
  const int count = block.width * block.height;
  std::array<int, 4> mean{count / 2, count / 2, count / 2, count / 2};
  for (int y = 0; y < block.height; ++y) {
    const uint8_t* row = rgba + static_cast<size_t>(y) * stride;
    for (int x = 0; x < block.width; ++x) {
      for (size_t c = 0; c < 4; ++c) mean[c] += row[static_cast<size_t>(x) * 4 + c];
    }
  }
  for (int& sum : mean) sum /= count;
  std::array<int, 4> distance{};  // that of alpha stays 0, because the image is opaque
  for (int y = 0; y < block.height; ++y) {
    const uint8_t* row = rgba + static_cast<size_t>(y) * stride;
    for (int x = 0; x < block.width; ++x) {
      for (size_t c = 0; c < 4; ++c) distance[c] += std::abs(row[static_cast<size_t>(x) * 4 + c] - mean[c]);
    }
  }
  return eighths_of_log2(kBlock * kBlock + (distance[0] + 2 * distance[1] + distance[2]) / 4);
}

}  // namespace

Block block_at(int column, int row, int image_width, int image_height) {
  const int x = column * kBlock;
  const int y = row * kBlock;
  return {x, y, std::min(kBlock, image_width - x), std::min(kBlock, image_height - y)};
}

bool is_still(const uint8_t* then, const uint8_t* now, size_t stride, const Block& block, const Tolerance& tolerance) {
  int drift[4] = {};
  for (int y = 0; y < block.height; ++y, then += stride, now += stride) {
    int most = 0;
    for (int x = 0; x < block.width * 4; ++x) {
      const int step = now[x] - then[x];
      most = std::max(most, std::abs(step));
      drift[x & 3] += step;
    }
    if (most > tolerance.noise) return false;
  }
  const int limit = tolerance.drift * block.width * block.height;
  for (const int sum : drift) {
    if (std::abs(sum) * Tolerance::kDriftUnit > limit) return false;
  }
  return true;
}

// Keeping blocks takes an alpha plane, and at every border between kept and drawn blocks the prediction of the encoder
// fails. It pays when at least half of the blocks are still, and when drawing them takes more than the borders do. The
// cost of a border was fitted to the output of libwebp for films and screen recordings.
bool is_worth_keeping(const Patch& patch, const std::vector<bool>& kept) {
  constexpr int kBorder = 14;  // eighths of a byte
  const auto count = static_cast<size_t>(std::count(kept.begin(), kept.end(), true));
  if (count * 2 < kept.size()) return false;
  const int columns = patch.columns();
  const int rows = patch.rows();
  const size_t stride = static_cast<size_t>(patch.image->width) * 4;
  int64_t gain = 0;
  for (int row = 0; row < rows; ++row) {
    for (int column = 0; column < columns; ++column) {
      const size_t at = static_cast<size_t>(row) * static_cast<size_t>(columns) + static_cast<size_t>(column);
      if (column + 1 < columns && kept[at] != kept[at + 1]) gain -= kBorder;
      if (row + 1 < rows && kept[at] != kept[at + static_cast<size_t>(columns)]) gain -= kBorder;
      if (!kept[at]) continue;
      const Block block = block_at(column, row, patch.width, patch.height);
      gain += cost_of(patch.image->row(patch.y + block.y) + static_cast<size_t>(patch.x + block.x) * 4, stride, block);
    }
  }
  return gain >= 0;
}

}  // namespace cliploop::webp
