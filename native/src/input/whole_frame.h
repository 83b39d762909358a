// Recognizes frames that were decoded without the frames they refer to.
#pragma once

#include "base/av_ptr.h"

namespace cliploop {

// Whether decoding can begin with this frame. Many decoders return frames after a packet that only claims to be a key
// frame. show_all: the decoder does not drop frames before the first key frame either. after_damage: a packet that was
// decoded before the frame is damaged.
bool is_whole(AVCodecID codec, const AVFrame& frame, bool show_all, bool after_damage);

}  // namespace cliploop
