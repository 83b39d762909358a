// A picture as a PNG file.
#pragma once

#include <cstdint>
#include <vector>

#include "frame/image.h"

namespace cliploop::picture {

// Lossless, with alpha when the picture is not opaque. Throws ENCODE_FAILED.
std::vector<uint8_t> encode_png(const Image& image);

}  // namespace cliploop::picture
