// A picture as a JPEG file.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "frame/image.h"

namespace cliploop::picture {

inline constexpr int jpeg_longest_side = 65500;  // pixels, the limit of libavcodec and libjpeg

// quality: 1 to 100, on the scale of libjpeg. From 90 on, chroma has the full resolution. background: R, G, B behind
// what is transparent. Throws ENCODE_FAILED.
std::vector<uint8_t> encode_jpeg(const Image& image, int quality, const std::array<uint8_t, 4>& background);

}  // namespace cliploop::picture
