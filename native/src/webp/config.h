// What the options quality and effort mean for libwebp.
#pragma once

#include <webp/encode.h>

namespace cliploop::webp {

// The change since it was drawn up to which a block stays on screen.
struct Tolerance {
  static constexpr int kDriftUnit = 25;
  int noise = 0;  // levels, for every sample
  int drift = 0;  // 25ths of a level, for the mean
};
Tolerance tolerance_of(int quality);

// quality: 1 to 100, on the lossy scale of libwebp but lower in between (75 becomes 63), because blocks that stay on
// screen look better than new ones; 100 is lossy too. effort: 0 to 6, the method of libwebp. Alpha is lossless.
WebPConfig frame_config(int quality, int effort);

// For a single picture: quality is that of libwebp.
WebPConfig picture_config(int quality, int effort);

// libwebp's method 6 takes seconds for an alpha plane and does not make it smaller.
inline constexpr int max_alpha_method = 5;

// For pixels of few colors.
WebPConfig lossless_config(int effort);

}  // namespace cliploop::webp
