// Packets in, pictures out, in display order.
#pragma once

#include "base/av_ptr.h"
#include "base/cancel.h"
#include "input/av_log.h"

namespace cliploop {

class Decoder {
 public:
  struct Options {
    int threads = 1;
    int64_t max_pixels = 0;  // width x height of a frame
  };
  // Picks a decoder that keeps alpha where the stream has some. Throws DECODER_MISSING, LIMIT_PIXELS, DECODE_FAILED.
  Decoder(const AVStream& stream, const Options& options, AvLog& log, CancelToken& cancel);

  // nullptr: no more packets, bring out what is left. A damaged packet is counted, not thrown.
  void send(const AVPacket* packet);
  // The next finished frame, or nullptr when more packets are needed or, after the last one, at the end.
  FramePtr receive();
  // Forgets everything but what the stream's header and first packets taught: for a seek.
  void flush();

  // Packets sent from here on that no other frame refers to are passed over.
  void skip_unreferenced(bool skip);
  // Whether skipping is safe with this codec: some streams refer to frames that claim to be unreferenced.
  bool can_skip() const;

  // Packets or frames that could not be decoded cleanly, since the start.
  int64_t errors() const { return errors_; }
  const AVCodecContext& context() const { return *context_; }

 private:
  void count_error(int error);
  // Throws LIMIT_PIXELS.
  void check_size(int width, int height) const;

  CancelToken& cancel_;
  const int64_t max_pixels_;
  CodecPtr context_;
  int64_t errors_ = 0;
};

// Whether the stream says that it carries alpha beside the picture (VP8 and VP9 in Matroska and WebM).
bool has_side_alpha(const AVStream& stream);

}  // namespace cliploop
