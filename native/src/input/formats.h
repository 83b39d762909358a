// The formats that this process reads: all that libav has, or those of a short list.
#pragma once

extern "C" {
#include <libavcodec/avcodec.h>
#include <libavformat/avformat.h>
}

namespace cliploop {

// For a process that reads untrusted files. libav has hundreds of decoders and demuxers, most of them for rare formats,
// and an attacker can choose each of them. Applies to all later jobs of the process.
void restrict_formats();

// The decoder of libav for a codec; nullptr when there is none, or when it is not on the list.
const AVCodec* find_decoder(AVCodecID codec);
// The names of the decoders on the list, separated by commas; nullptr when all are allowed.
const char* allowed_decoders();
bool allows_format(const AVInputFormat& format);

}  // namespace cliploop
