// The memory of decoders.
#pragma once

#include <cstdint>

#include "base/av_ptr.h"

namespace cliploop {

// The bytes of the frames that a decoder with so many threads holds at most, about. Unknown sizes count as 0.
int64_t decoder_bytes(const AVCodecParameters& codec, int threads);

// The number of threads, at most `threads` and at least 1, with which the decoder holds no more than `bytes`.
int affordable_threads(const AVCodecParameters& codec, int threads, int64_t bytes);

}  // namespace cliploop
