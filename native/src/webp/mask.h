// A patch whose kept blocks are transparent.
#pragma once

#include <cstdint>

#include "base/pool.h"
#include "webp/patch.h"

namespace cliploop::webp {

// RGBA pixels of the patch, transparent where it keeps the screen. Filters of the decoder read across the border of a
// block, so a kept block beside a drawn one gets its own mean color. Other kept blocks get the color of the block
// before, which takes the fewest bytes.
FrameVector<uint8_t> mask(const Patch& patch);

}  // namespace cliploop::webp
