// Finds the alpha of a video that libav does not attach to it: an auxiliary track of AVIF and HEIF image sequences, and
// the second layer of HEVC.
#pragma once

#include <cstdint>
#include <optional>
#include <span>

#include "base/av_ptr.h"
#include "base/cancel.h"
#include "input/source.h"

namespace cliploop {

struct AlphaTrack {
  int color = 0;  // index of the stream
  int alpha = 0;  // index of the stream whose luma is the alpha of the other one
};

// The tracks of an MP4 that belong together. Reads the box "moov" when the file has several video streams, and leaves
// the source at another position. nullopt when there is no alpha track.
std::optional<AlphaTrack> find_alpha_track(const AVFormatContext& format, Source& source, CancelToken& cancel);

// Whether the parameters of an HEVC stream announce alpha in a second layer, which libav before 7.1 does not decode.
bool has_layered_alpha(const AVCodecParameters& codec);

// The same for the bytes of a box "hvcC".
bool hvcc_has_alpha(std::span<const uint8_t> hvcc);

}  // namespace cliploop
