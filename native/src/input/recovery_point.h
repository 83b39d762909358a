// Reads where an intra refresh of HEVC is done, which libav does not export.
#pragma once

#include <optional>
#include <span>

#include "base/av_ptr.h"

namespace cliploop {

// The number of pictures after that of the packet until all parts are refreshed; nullopt when the packet does not
// begin a refresh. The payload is in the format of `parameters`, with lengths or with start codes.
std::optional<int> recovery_frames(const AVCodecParameters& parameters, std::span<const uint8_t> payload);

}  // namespace cliploop
