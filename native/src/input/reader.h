// Reads frames with exact times, from any point of the video on.
#pragma once

#include <deque>
#include <memory>
#include <optional>
#include <set>

#include "input/decoder.h"
#include "input/demuxer.h"
#include "input/joins.h"
#include "input/packet_clock.h"
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

  // The end of the video, when `last` is the last frame that next() has returned.
  Rational end_after(const TimedFrame& last) const;

  // Finds the end of the last displayed frame. It reads packets near the end, or all packets when the header is missing
  // or wrong, or when the clock of the file may begin anew (from_packets). It does not change what next() returns.
  struct Length {
    Rational end;
    bool from_packets = false;
    int64_t bytes = 0;  // of the packets of the stream; 0 = not all were read
  };
  Length find_length();
  // True when finding the length takes little time.
  bool length_is_cheap() const;
  // The length according to the header, in seconds from the first frame; nullopt when it is missing or impossible.
  std::optional<Rational> claimed_length() const;
  // True when the clock of the file is known to begin anew, so that its header cannot state the length.
  bool clock_restarts() const { return restarts_.value_or(false) || clock_.restarts() > 0; }

  // Decoding errors since the last open, and whether reading failed before the end of the container.
  int64_t errors() const { return decoder_->errors(); }
  bool truncated() const { return demuxer_->truncated(); }

 private:
  void open();
  void open_demuxer(std::unique_ptr<Demuxer>& demuxer, const AVStream*& stream);
  PacketClock make_clock() const;
  // Whether only reading all packets up to `time` is sure to find it.
  bool needs_walk(Rational time);
  // Reads packets, without decoding them, up to the key frame from which `time` can be shown.
  void walk_to(Rational time);
  // Starts at the last key frame that is displayed at or before `limit`. False when that does not show `on_time`; then
  // `key` is its time stamp.
  bool walk_to_key(int64_t limit, Rational on_time, int64_t& key);
  // Drops everything that was read or decoded, for a seek.
  void drop();
  void push(PacketPtr packet);
  // False when reading must start from the first frame instead.
  bool seek_to(Rational time);
  // The next packet with continuous time stamps; nullptr at the end.
  PacketPtr read_packet();
  PacketPtr take_packet();
  bool is_hidden(const AVPacket& packet) const;
  FramePtr decode_next();
  TimedFrame time(FramePtr frame);
  bool states_durations() const;
  bool is_possible(Rational claimed) const;

  Source& source_;
  const Options options_;
  AvLog& log_;
  CancelToken& cancel_;
  std::unique_ptr<Demuxer> demuxer_;
  std::unique_ptr<Decoder> decoder_;
  const AVStream* stream_ = nullptr;
  PacketClock clock_;
  Timeline timeline_{Rational{1}, Rational{1, 25}};
  TimedFrame first_;
  std::deque<TimedFrame> ready_;  // decoded while searching the start
  std::deque<PacketPtr> window_;  // packets that were read ahead, in decoding order
  std::multiset<int64_t> window_stamps_;
  std::deque<int64_t> past_stamps_;  // of packets sent before, whose frames may be displayed after the next ones
  bool packets_ended_ = false;
  bool flushed_ = false;
  const SampleTimes* sample_times_ = nullptr;
  bool from_start_ = true;
  Joins joins_ = Joins::NONE;
  std::optional<bool> restarts_;  // whether time stamps at several places of the file are in order
  std::optional<Length> length_;
  bool fell_back_ = false;
};

}  // namespace cliploop
