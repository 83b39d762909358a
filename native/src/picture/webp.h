// A picture as a WebP file.
#pragma once

#include <cstdint>
#include <vector>

#include "base/cancel.h"
#include "frame/image.h"

namespace cliploop::picture {

inline constexpr int webp_longest_side = 16383;  // pixels

// quality: 1 to 100, on the lossy scale of libwebp. A picture of few colors is lossless where that gives fewer bytes.
// Throws ENCODE_FAILED, and the cause of a cancelled job.
std::vector<uint8_t> encode_webp(const Image& image, int quality, CancelToken& cancel);

}  // namespace cliploop::picture
