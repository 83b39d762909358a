// Finds pixels for which lossless encoding may give fewer bytes than lossy.
#pragma once

#include "webp/vp8.h"

namespace cliploop::webp {

// Whether the visible pixels have at most 255 colors.
bool has_few_colors(const Pixels& pixels);

}  // namespace cliploop::webp
