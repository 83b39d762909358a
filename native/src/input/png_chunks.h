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

// Removes compressed text, and all color profiles but the first one of at most 128 KiB, in place. Returns the number of
// bytes that remain. png: chunks, with or without the signature before them.
size_t remove_growing_chunks(std::span<uint8_t> png);

// Does so in a packet of PNG. Packets of other codecs stay the same. Throws std::bad_alloc.
void remove_growing_chunks(AVCodecID codec, AVPacket& packet);

// Does so in the header of APNG.
void remove_growing_chunks(AVCodecParameters& codec);

}  // namespace cliploop
