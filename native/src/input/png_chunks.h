// Chunks of PNG that libav decompresses without a limit: a file of 2 MB can take 2 GB.
#pragma once

#include <cstdint>
#include <span>

extern "C" {
#include <libavcodec/codec_id.h>
#include <libavcodec/codec_par.h>
#include <libavcodec/packet.h>
}

namespace cliploop {

// Removes compressed text and color profiles in place. Returns the number of bytes that remain. png: chunks, with or
// without the signature before them. keep_profile: the first color profile stays when it is before the picture and has
// at most 128 KiB.
size_t remove_growing_chunks(std::span<uint8_t> png, bool keep_profile);

// Does so in a packet of PNG or APNG, and keeps the profile of a PNG and of the first packet. Packets of other codecs
// stay the same. Throws std::bad_alloc.
void remove_growing_chunks(AVCodecID codec, AVPacket& packet, bool first);

// Does so in the header of APNG, and sets the pixel format from it. Other codecs stay the same.
void prepare_apng(AVCodecParameters& codec);

}  // namespace cliploop
