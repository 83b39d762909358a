// Raw 32-bit pictures have a fourth byte that is alpha in some files and unused in others. libav takes it for alpha in
// both. The header says which it is.
#pragma once

#include <span>

#include "base/av_ptr.h"

namespace cliploop {

// Sets the codec tag of uncompressed AVI whose header has bit masks for 32-bit pixels: libav ignores the masks. head:
// the first bytes of the input.
void apply_bit_masks(AVCodecParameters& codec, std::span<const uint8_t> head);

// Whether the fourth byte of the pixels is not alpha. first: the first packet of the stream.
bool has_unused_alpha(const AVCodecParameters& codec, std::span<const uint8_t> first);

// Changes a format with alpha to the same format without it; the samples stay.
void ignore_alpha(AVFrame& frame);

}  // namespace cliploop
