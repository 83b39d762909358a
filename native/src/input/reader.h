// Frames with exact times, from any point of the video on.
#pragma once

#include <deque>
#include <memory>
#include <optional>
#include <set>

#include "input/decoder.h"
#include "input/demuxer.h"
#include "input/timeline.h"

namespace cliploop {

struct TimedFrame {
  FramePtr frame;
  Rational time;      // seconds from the first displayed frame
  Rational duration;  // seconds; an estimate where the file does not tell
};

// Which frames will be looked at. Lets the reader pass over frames that nobody sees.
class SampleTimes {
 public:
  virtual ~SampleTimes() = default;
  // The first moment at or after `time` at which the frame on screen is looked at; nullopt: never again.
  virtual std::optional<Rational> next_sample(Rational time) const = 0;
};

class Reader {
 public:
  struct Options {
    int threads = 1;
    int64_t max_pixels = 0;
  };
  // Opens the source and decodes the first frame. Throws INPUT_NOT_MEDIA, NO_VIDEO, DECODER_MISSING, DECODE_FAILED,
  // LIMIT_PIXELS.
  Reader(Source& source, const Options& options, AvLog& log, CancelToken& cancel);

  const Demuxer& demuxer() const { return *demuxer_; }
  const Decoder& decoder() const { return *decoder_; }
  const AVStream& stream() const { return *stream_; }
  // All that it tells about itself, without its picture.
  const AVFrame& first_frame() const { return *first_.frame; }
  const Timeline& timeline() const { return timeline_; }

  // Makes next() start with the frame on screen at `time`, or an earlier one.
  void start_at(Rational time);
  // Back to the first frame, the sure way: everything is opened anew.
  void rewind();
  // start_at() tried to seek, in vain or unsoundly, and went back to the first frame.
  bool decoded_from_start() const { return fell_back_; }
  // True once a seek was used, so that rewind() may show another picture where the stream is odd.
  bool seeked() const { return !from_start_; }

  // The next frame in display order; nullopt at the end.
  std::optional<TimedFrame> next();
  // From here on only frames that are on screen when they are looked at must be right. Owned by the caller; may be
  // null.
  void set_sample_times(const SampleTimes* interest);

  // The end of the last displayed frame. Reads packets near the end, or all of them where the header is no help, so
  // start_at() must follow before next(). `from_packets`: the header was missing or wrong.
  struct Length {
    Rational end;
    bool from_packets = false;
  };
  Length find_length();
  // What the header claims, in seconds from the first frame; nullopt when it does not.
  std::optional<Rational> claimed_length() const;

  // Decode errors since everything was last opened, and whether the container broke off.
  int64_t errors() const { return decoder_->errors(); }
  bool truncated() const { return demuxer_->truncated(); }

 private:
  void open();
  // False: start from the first frame instead.
  bool seek_to(Rational time);
  PacketPtr take_packet();
  bool is_hidden(const AVPacket& packet) const;
  FramePtr decode_next();
  TimedFrame time(FramePtr frame);
  // The end of the packet that is displayed last; nullopt when there is none.
  std::optional<Rational> read_packets_to_end();

  Source& source_;
  const Options options_;
  AvLog& log_;
  CancelToken& cancel_;
  std::unique_ptr<Demuxer> demuxer_;
  std::unique_ptr<Decoder> decoder_;
  const AVStream* stream_ = nullptr;
  Timeline timeline_{Rational{1}, Rational{1, 25}, false};
  TimedFrame first_;
  std::deque<TimedFrame> ready_;  // decoded while finding a place to start
  std::deque<PacketPtr> window_;  // read ahead, in decode order
  std::multiset<int64_t> window_stamps_;
  std::deque<int64_t> past_stamps_;  // of packets sent lately: their frames may still be displayed after the next ones
  bool packets_ended_ = false;
  bool flushed_ = false;
  const SampleTimes* sample_times_ = nullptr;
  bool from_start_ = true;
  bool exhausted_ = false;  // packets were read without being decoded
  bool fell_back_ = false;
};

}  // namespace cliploop
