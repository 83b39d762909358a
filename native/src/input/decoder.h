// Decodes packets to frames in display order.
#pragma once

#include <utility>
#include <vector>

#include "base/av_ptr.h"
#include "base/cancel.h"
#include "input/alpha_decoder.h"
#include "input/av_log.h"
#include "input/dolby.h"
#include "input/frame_buffers.h"
#include "input/gap_watch.h"

namespace cliploop {

class Decoder {
 public:
  static constexpr int kMaxThreads = 16;  // each thread takes memory, and more threads are not faster

  struct Options {
    int threads = 1;
    int64_t max_pixels = 0;  // width x height of a frame
    // Decodes damaged packets to the same pixels on every run: with one thread, and with frame buffers that have no
    // remains of other frames.
    bool repeatable = false;
    // Returns frames also before the first key frame.
    bool show_all = false;
    const AVStream* alpha = nullptr;  // the alpha track of the stream, if it has one
  };
  // Uses a decoder that keeps alpha when the stream has it. Throws DECODER_MISSING, LIMIT_PIXELS and DECODE_FAILED.
  Decoder(const AVStream& stream, const Options& options, AvLog& log, CancelToken& cancel);

  // nullptr marks the end: the remaining frames can then be received. number: of the packet, see packet_number().
  void send(AVPacket* packet, int64_t number);
  // The next frame, with the color tags that only the container knows; nullptr when the decoder needs more packets, or
  // at the end.
  FramePtr receive();
  // Drops all pending packets and frames, for a seek.
  void flush();

  // Skips the following packets whose frames no other frame refers to.
  void skip_unreferenced(bool skip);
  // Whether skipping is safe with this codec. With some codecs, streams refer to frames marked as unreferenced.
  bool can_skip() const;

  // True once the decoder has reported anything that may be damage: an error, a mark on a frame, or a line in the log.
  // It is true before the first damaged frame is received.
  bool reported_damage() const { return errors_ > 0 || incomplete_ > 0 || log_.damage_reports() != first_report_; }
  // The packets that gave a frame that the decoder did not fill, since the last call. They are known before any frame
  // that refers to them is received.
  std::vector<int64_t> take_gaps() { return std::exchange(gap_packets_, {}); }
  // The number of packets for which the decoder returned an error instead of a frame.
  int64_t errors() const { return errors_; }

 private:
  void count_error(int error);
  void find_gaps(AVFrame& frame);
  // Throws LIMIT_PIXELS.
  void check_size(int width, int height) const;

  AvLog& log_;
  CancelToken& cancel_;
  const int64_t max_pixels_;
  const std::optional<DolbyConfig> dolby_;
  GapWatch gaps_;
  std::vector<int64_t> gap_packets_;
  FrameBuffers buffers_;
  DecoderOwner owner_;
  CodecPtr context_;
  bool marks_ = false;  // frames have marks where the decoder has not filled them
  std::unique_ptr<AlphaDecoder> alpha_;
  int64_t errors_ = 0;
  int64_t incomplete_ = 0;  // frames that the decoder did not fill
  int64_t first_report_ = 0;
};

// Whether the frame has damage that the decoder knows of.
bool is_damaged(const AVFrame& frame);

// Whether the container marks the stream as having alpha (VP8 and VP9 in Matroska and WebM).
bool has_side_alpha(const AVStream& stream);

// Whether the stream is marked so, and the installed libav has no decoder for the alpha.
bool loses_side_alpha(const AVStream& stream);

}  // namespace cliploop
