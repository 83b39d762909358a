#include "job/stripes.h"

#include <algorithm>
#include <cmath>
#include <cstring>

namespace cliploop {
namespace {

constexpr int kBlock = 16;   // rows of the blocks of VP8
constexpr int kStripe = 32;  // rows; a multiple of kBlock
constexpr int kFew = 3;      // stripes
// Fewer pixels say too little, and the codes of LZW and of VP8 adapt to the picture first.
constexpr int kLeastPixels = 24'000;
constexpr double kLeastPart = 0.25;  // of the rows
// Above this part of the rows, the whole image is taken.
constexpr double kMostPart = 0.7;

}  // namespace

Stripes::Stripes(int width, int height, bool few) : height_(height), each_(height) {
  const double least = std::max(static_cast<double>(kLeastPixels) / width, kLeastPart * height);
  int each = kStripe;
  if (few) each = std::max(each, static_cast<int>(std::ceil(least / kFew / kBlock)) * kBlock);
  const int count = static_cast<int>(std::ceil(least / each));
  if (count * each > kMostPart * height) return;
  count_ = count;
  each_ = each;
}

Stripes stripes_for(Format format, int width, int height) {
  if (format == Format::AVIF) return Stripes(height);
  return {width, height, format == Format::WEBP};
}

ImagePtr Stripes::take(ImagePtr image) const {
  if (count_ == 1 && each_ == height_) return image;
  auto out = std::make_shared<Image>(image->width, rows());
  const size_t bytes = static_cast<size_t>(image->width) * 4 * static_cast<size_t>(each_);
  for (int i = 0; i < count_; ++i) {
    // In the middle of equal parts, at a block.
    const int middle = static_cast<int>((2 * i + 1) * static_cast<int64_t>(height_) / (2 * count_));
    const int top = std::clamp((middle - each_ / 2) / kBlock * kBlock, 0, height_ - each_);
    std::memcpy(out->row(i * each_), image->row(top), bytes);
  }
  out->opaque = image->opaque;
  return out;
}

}  // namespace cliploop
