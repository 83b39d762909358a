// Dithering of pictures with more than 8 bits a channel.
#pragma once

#include <algorithm>
#include <cstdint>

namespace cliploop {

// The offsets to add to the pixels of one row before they are rounded down. Without them, sky of 10 bits gets bands.
// The pattern is the same in every frame, so that still parts of a video stay still. It is the R2 sequence (M. Roberts,
// 2018) as a triangle wave: neighbors differ much, and no grid is seen.
class DitherRow {
 public:
  // step: the distance between two values that the output can store, in fractions of 8-bit values.
  DitherRow(int y, double step)
      : place_(static_cast<uint32_t>(y) * kDown + kMiddle), scale_(static_cast<int64_t>(step * (1 << kScaleBits))) {}

  // The offset of the next pixel, in 1 / (1 << bits) of an 8-bit value. A value without fraction is never changed: the
  // result is from 0 to (1 << bits) - 1. bits: at most 20.
  int next(int bits) {
    const uint32_t triangle = place_ ^ (0 - (place_ >> 31));  // 0 to 2^31 - 1
    place_ += kAcross;
    const int64_t offset = (int64_t{triangle} - (1 << 30)) * scale_ >> (31 + kScaleBits - bits);
    return static_cast<int>(std::clamp<int64_t>((1 << bits >> 1) + offset, 0, (1 << bits) - 1));
  }

 private:
  // 2^32 divided by the plastic number and by its square.
  static constexpr uint32_t kAcross = 3242174889;
  static constexpr uint32_t kDown = 2447445414;
  static constexpr uint32_t kMiddle = 1U << 30;
  static constexpr int kScaleBits = 10;

  uint32_t place_;
  int64_t scale_;
};

}  // namespace cliploop
