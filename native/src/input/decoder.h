// Decodes packets to frames in display order.
#pragma once

#include "base/av_ptr.h"
#include "base/cancel.h"
#include "input/av_log.h"
#include "input/dolby.h"

namespace cliploop {

class Decoder {
 public:
  struct Options {
    int threads = 1;
    int64_t max_pixels = 0;  // width x height of a frame
  };
  // Uses a decoder that keeps alpha when the stream has it. Throws DECODER_MISSING, LIMIT_PIXELS and DECODE_FAILED.
  Decoder(const AVStream& stream, const Options& options, AvLog& log, CancelToken& cancel);

  // nullptr marks the end: the remaining frames can then be received. A damaged packet is counted as an error.
  void send(const AVPacket* packet);
  // The next frame, with the color tags that only the container knows; nullptr when the decoder needs more packets, or
  // at the end.
  FramePtr receive();
  // Drops all pending packets and frames, for a seek.
  void flush();

  // Skips the following packets whose frames no other frame refers to.
  void skip_unreferenced(bool skip);
  // Whether skipping is safe with this codec. With some codecs, streams refer to frames marked as unreferenced.
  bool can_skip() const;

  // The number of packets or frames with decoding errors.
  int64_t errors() const { return errors_; }

 private:
  void count_error(int error);
  // Throws LIMIT_PIXELS.
  void check_size(int width, int height) const;

  CancelToken& cancel_;
  const int64_t max_pixels_;
  const std::optional<DolbyConfig> dolby_;
  CodecPtr context_;
  int64_t errors_ = 0;
};

// Whether the container marks the stream as having alpha (VP8 and VP9 in Matroska and WebM).
bool has_side_alpha(const AVStream& stream);

}  // namespace cliploop
