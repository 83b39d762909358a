// Reads frames with exact times, from any point of the video on.
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
  Rational duration;  // seconds; estimated when the file does not state it
};

// The times at which the video is sampled. The reader can skip frames that are not on screen at any of them.
class SampleTimes {
 public:
  virtual ~SampleTimes() = default;
  // The time of the first sample at or after `time`; nullopt when there is none.
  virtual std::optional<Rational> next_sample(Rational time) const = 0;
};

class Reader {
 public:
  struct Options {
    int threads = 1;
    int64_t max_pixels = 0;
  };
  // Opens the source and decodes the first frame. Throws INPUT_NOT_MEDIA, INPUT_FORBIDDEN, NO_VIDEO, DECODER_MISSING,
  // DECODE_FAILED and LIMIT_PIXELS.
  Reader(Source& source, const Options& options, AvLog& log, CancelToken& cancel);

  const Demuxer& demuxer() const { return *demuxer_; }
  const AVStream& stream() const { return *stream_; }
  // The properties of the first frame, without its samples.
  const AVFrame& first_frame() const { return *first_.frame; }
  const Timeline& timeline() const { return timeline_; }

  // next() then starts with the frame on screen at `time`, or an earlier one.
  void start_at(Rational time);
  // Goes back to the first frame by opening everything again, which always works.
  void rewind();
  // True when seeking failed or gave wrong frames, and reading went back to the first frame.
  bool decoded_from_start() const { return fell_back_; }
  // True after a seek. With some streams, the frames then differ from those after rewind().
  bool seeked() const { return !from_start_; }

  // The next frame in display order; nullopt at the end.
  std::optional<TimedFrame> next();
  // Only frames that are on screen at a sample must then be correct. Owned by the caller; may be null.
  void set_sample_times(const SampleTimes* interest);

  // Finds the end of the last displayed frame. It reads packets near the end, or all packets when the header is missing
  // or wrong (from_packets). Call start_at() afterwards, before next().
  struct Length {
    Rational end;
    bool from_packets = false;
  };
  Length find_length();
  // The length according to the header, in seconds from the first frame, or nullopt.
  std::optional<Rational> claimed_length() const;

  // Decoding errors since the last open, and whether reading failed before the end of the container.
  int64_t errors() const { return decoder_->errors(); }
  bool truncated() const { return demuxer_->truncated(); }

 private:
  void open();
  // False when reading must start from the first frame instead.
  bool seek_to(Rational time);
  PacketPtr take_packet();
  bool is_hidden(const AVPacket& packet) const;
  FramePtr decode_next();
  TimedFrame time(FramePtr frame);
  // The end of the packet that is displayed last, or nullopt.
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
  std::deque<TimedFrame> ready_;  // decoded while searching the start
  std::deque<PacketPtr> window_;  // packets that were read ahead, in decoding order
  std::multiset<int64_t> window_stamps_;
  std::deque<int64_t> past_stamps_;  // of packets sent before, whose frames may be displayed after the next ones
  bool packets_ended_ = false;
  bool flushed_ = false;
  const SampleTimes* sample_times_ = nullptr;
  bool from_start_ = true;
  bool exhausted_ = false;  // packets were read without decoding them
  bool fell_back_ = false;
};

}  // namespace cliploop
