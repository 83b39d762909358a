// Encodes one picture with an encoder of libavcodec.
#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "base/av_ptr.h"
#include "frame/image.h"

struct AVDictionary;

namespace cliploop::picture {

// A frame of this format without samples, for sRGB in full range. Throws std::bad_alloc.
FramePtr new_picture(AVPixelFormat format, int width, int height);

// configure: sets the options of the encoder before it is opened. Throws ENCODE_FAILED.
using Configure = std::function<void(AVCodecContext&, AVDictionary*&)>;
std::vector<uint8_t> encode_with(AVCodecID codec, const AVFrame& picture, const Configure& configure);

}  // namespace cliploop::picture
