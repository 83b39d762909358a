// Distinguishes sizes that only a damaged file states from a real lack of memory.
#pragma once

#include <cstdint>

#include "input/av_log.h"

namespace cliploop {

// Throws LIMIT_PIXELS when libav has refused a picture of more than max_pixels. Its error code does not tell this, only
// its log does.
void throw_if_oversized(AvLog& log, int64_t max_pixels);

// For an AVERROR(ENOMEM). Throws std::bad_alloc when the process really has no memory. Otherwise libav has refused to
// allocate a size that a damaged file states, and the function returns.
void throw_if_out_of_memory();

}  // namespace cliploop
