// Reads the size of the pictures from the sequence headers of MPEG-1 and MPEG-2.
#pragma once

#include <optional>

extern "C" {
#include <libavcodec/avcodec.h>
}

namespace cliploop {

struct SequenceSize {
  int width = 0;  // pixels; the lower 12 bits, which is all that the first header has
  int height = 0;
  bool operator==(const SequenceSize&) const = default;
};

// The size that a packet states before its picture; nullopt when it has no sequence header, and for other codecs.
std::optional<SequenceSize> sequence_size(AVCodecID codec, const AVPacket& packet);

}  // namespace cliploop
