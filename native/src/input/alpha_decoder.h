// Decodes an alpha track, and joins its pictures with those of the video.
#pragma once

#include <map>

#include "base/av_ptr.h"
#include "input/av_log.h"

namespace cliploop {

// Packets of the video carry their alpha as side data, see AlphaPackets.
class AlphaDecoder {
 public:
  // Throws DECODE_FAILED when the decoder cannot be opened.
  AlphaDecoder(const AVStream& stream, int64_t max_pixels, AvLog& log);

  // The same packets as for the decoder of the video; nullptr marks the end. Damaged alpha is skipped.
  void send(const AVPacket* packet);
  void flush();

  // The frame with its alpha; opaque where the alpha is missing. Returns frames of a format that cannot have alpha
  // unchanged.
  FramePtr join(const FramePtr& color);

 private:
  void receive();

  DecoderOwner owner_;
  CodecPtr context_;
  std::map<int64_t, FramePtr> frames_;  // by time stamp
};

}  // namespace cliploop
