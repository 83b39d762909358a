#include "input/decoder_memory.h"

#include <algorithm>

extern "C" {
#include <libavutil/pixdesc.h>
}

namespace cliploop {
namespace {

constexpr int kReferences = 6;  // frames; streams that keep more have small pictures

int64_t frame_bytes(const AVCodecParameters& codec) {
  constexpr int kUnknown = 24;  // bits of a pixel, as for 4:2:0 with 10 bits
  const AVPixFmtDescriptor* format = av_pix_fmt_desc_get(static_cast<AVPixelFormat>(codec.format));
  const int bits = format != nullptr ? std::max(1, av_get_padded_bits_per_pixel(format)) : kUnknown;
  return int64_t{std::max(0, codec.width)} * std::max(0, codec.height) * bits / 8;
}

int held_frames(const AVCodecParameters& codec, int threads) {
  const AVCodecDescriptor* description = avcodec_descriptor_get(codec.codec_id);
  const bool intra = description != nullptr && (description->props & AV_CODEC_PROP_INTRA_ONLY) != 0;
  return threads + 1 + (intra ? 0 : kReferences);
}

}  // namespace

int64_t decoder_bytes(const AVCodecParameters& codec, int threads) {
  return frame_bytes(codec) * held_frames(codec, threads);
}

int affordable_threads(const AVCodecParameters& codec, int threads, int64_t bytes) {
  int count = std::max(1, threads);
  while (count > 1 && decoder_bytes(codec, count) > bytes) --count;
  return count;
}

}  // namespace cliploop
