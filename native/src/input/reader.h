// Reads frames with exact times, from any point of the video on.
#pragma once

#include <algorithm>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "input/clock_map.h"
#include "input/demuxer.h"
#include "input/interlace_watch.h"
#include "input/joins.h"
#include "input/key_frames.h"
#include "input/packet_clock.h"
#include "input/parts.h"
#include "input/robust_decoder.h"
#include "input/stream_choice.h"
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
  // Set when a frame that is on screen for longer than `longest` moves the samples after it. next_sample() then holds
  // only as long as no such frame follows the one at `from`. Without `from`, it does not hold.
  struct Grid {
    std::optional<Rational> from = {};
    Rational longest = {};
  };
  virtual std::optional<Grid> grid() const { return std::nullopt; }
};

// What a packet tells about its frame without being decoded.
struct PacketNote {
  Rational time;      // when the frame is displayed, seconds from the first displayed frame
  int64_t bytes = 0;  // of the packet
  bool key = false;
};

class Reader {
 public:
  struct Options {
    int threads = 1;
    int64_t max_pixels = 0;
    int64_t max_memory = 0;  // bytes; the decoder may use half of it
    StreamRequest stream = {};
    std::optional<Rational> input_fps = {};  // of a raw stream, see Demuxer::Options
    bool notes = false;                      // for read_ahead()
  };
  // Opens the source and decodes the first whole frame. Throws INPUT_NOT_MEDIA, INPUT_FORBIDDEN, INPUT_ENCRYPTED,
  // NO_VIDEO, DECODER_MISSING, DECODE_FAILED, LIMIT_PIXELS, and INVALID_OPTION when the requested stream does not
  // exist.
  Reader(Source& source, const Options& options, AvLog& log, CancelToken& cancel);

  const Demuxer& demuxer() const { return *demuxer_; }
  const AVStream& stream() const { return *stream_; }
  const StreamChoice& choice() const { return *choice_; }
  // The threads of the decoder.
  int threads() const { return threads_; }
  // The bytes that decoding needs at most, about, when this number of threads decodes.
  int64_t decoding_bytes(int threads) const;
  // Decodes with at most this number of threads from here on.
  void limit_threads(int threads);
  // Decodes with this number of threads from here on, as far as memory allows. To be called soon after start_at(),
  // because what was decoded since then is decoded again; no change when its packets are no longer kept.
  void use_threads(int threads);
  // The properties of the first frame, without its samples.
  const AVFrame& first_frame() const { return *first_.frame; }
  const Timeline& timeline() const { return timeline_; }

  // next() then starts with the frame on screen at `time`, or an earlier one, whatever it has returned before.
  void start_at(Rational time);
  // The same for a `time` after the frames that next() has returned. Where that is not slower, reading goes on instead:
  // false then. True: next() starts with a key frame.
  bool skip_to(Rational time);
  // The same, by reading packets without decoding them up to that time. It finds every key frame.
  bool walk_on(Rational time);
  // Reads the packets up to `end`, or up to the end of the video, without decoding them. next() then continues as if
  // nothing had happened with the packets that were kept, which is sure for the first `most_bytes` of them. Returns the
  // packets from the key frame on at which reading began, in the order of display; nullopt when their times are not
  // known. Needs Options::notes, and works once.
  struct Ahead {
    std::vector<PacketNote> packets;
    bool ended = false;  // the video ended before `end`
  };
  std::optional<Ahead> read_ahead(std::optional<Rational> end, int64_t most_bytes);
  // Starts at the last key frame at or before `time`, which must be after the first frame of the video. False when that
  // failed: next() must not be called then.
  bool jump_to(Rational time);
  // The time of the last key frame that is decoded at or before `time`, as the index of the file states it; nullopt
  // when that is not known.
  std::optional<Rational> indexed_key_frame(Rational time) const;
  // Goes back to the first frame by opening everything again, which always works.
  void rewind();
  // True when seeking failed or gave wrong frames, and reading went back to the first frame.
  bool decoded_from_start() const { return fell_back_; }
  // True after a seek. With some streams, the frames then differ from those after rewind().
  bool seeked() const { return !from_start_; }

  // The next frame in display order; nullopt at the end. Throws INPUT_ENCRYPTED where the video is encrypted.
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
  // The same where knows_parts(); nullopt when that would read all of a remote source.
  std::optional<Length> find_length_of_parts();
  // The same as find_length() for a caller that reads no more frames. It does not open the input again if that is not
  // needed.
  Length finish();
  // True when the header cannot be relied on and finding the length takes little time.
  bool length_is_cheap() const;
  // The length, found by reading the packets after the ones that were needed, when that takes little time; else
  // nullopt. next() has then no more frames.
  std::optional<Length> read_rest();
  // The length according to the header, in seconds from the first frame; nullopt when it is missing or impossible.
  std::optional<Rational> claimed_length() const;
  // True when the clock of the file is known to begin anew, so that its header cannot state the length.
  bool clock_restarts() const { return restarts_.value_or(false) || clock_.restarts() > 0; }

  // Looks for places where the clock begins anew, when that takes little time. next() must not be called afterwards.
  void look_for_joins();
  // True when the places where the clock begins anew were found, so that find_length() reads only packets near the end.
  bool knows_parts() const { return map_ && map_->joins() > 0 && map_->last(); }

  // Calls use() to decode single frames; next() then continues as if nothing had happened. Does nothing when the input
  // can be read only once, and stops at errors of the input.
  void use_key_frames(const std::function<void(KeyFrames&)>& use);

  // What the file has before its first whole frame, when it begins in the middle of a group of pictures.
  struct Dropped {
    Rational seconds;
    int64_t frames = 0;
  };
  const Dropped& dropped() const { return dropped_; }
  // True when no key frame was found, so that the first frames may be incomplete.
  bool lacks_key_frame() const { return lacks_key_frame_; }
  // True when the frames ended where the video is encrypted from.
  bool ended_at_encryption() const { return encrypted_; }
  // What the container says about the encryption of the video, or empty.
  std::string encryption() const;
  // Throws INPUT_ENCRYPTED when the file continues with scrambled packets after the video.
  void refuse_encrypted_end() const;

  // The packets, since the key frame at which reading began, that gave no frame or a damaged one. Packets before the
  // first whole frame do not count. The number is the same on every run and with any number of threads.
  int64_t errors() const;
  // The same for the packets displayed at or after the time of start_at(), and the number of packets from there to the
  // last frame. When a segment that starts with the first frame has damage, what is damaged before that frame counts.
  // What read_packet() leaves out does not.
  int64_t segment_errors() const;
  int64_t segment_packets() const { return std::max(segment_packets_, segment_errors()); }
  // Whether reading failed before the end of the container.
  bool truncated() const { return parts_->truncated(); }

 private:
  void open();
  Parts::Options parts_options() const;
  int usable_threads() const;
  // Applies what the container says about the pictures.
  void refine(AVFrame& frame) const;
  PacketClock make_clock() const;
  // Whether only reading all packets up to `time` is sure to find it. moved: set when `parts` has another position
  // then.
  bool needs_walk(Rational time, Parts& parts, bool& moved);
  // Looks for places where the clock of the file begins anew. moved: as above.
  bool find_restarts(Parts& parts, int64_t known, bool& moved);
  // Reads packets, without decoding them, up to the key frame from which `time` can be shown. moved: the parts have
  // another position than the beginning.
  void walk_to(Rational time, bool moved);
  // Reading then begins before the packets of this time stamp. True when that is not the beginning of the file.
  bool begin_walk(int64_t stamp);
  struct Walked {
    enum class Result {
      STARTED,
      NOT_WHOLE,  // the frame of the key packet is not whole, or does not show the time
      NO_KEY,     // between the place where reading began and `limit`
    } result = Result::STARTED;
    int64_t key = 0;  // time stamp
  };
  // Starts at the last key frame that is displayed at or before `limit`. inside: reading began inside the file.
  Walked walk_to_key(int64_t limit, Rational on_time, bool inside);
  // Drops everything that was read or decoded, for a seek. repeatable: see RobustDecoder::start().
  void drop(bool repeatable = false);
  void push(PacketPtr packet);
  void note(const AVPacket& packet);
  // Opens the container and the decoder.
  void open_input();
  // Reads up to the first packet from which the video can be decoded. False when there is none near the beginning.
  bool find_first_key_packet();
  // The first frame that is whole; null when there is none.
  FramePtr decode_first_frame();
  void measure_dropped(const AVFrame& first);
  // Continues after damage from an earlier position, with the frame after the last one.
  void start_earlier();
  // Starts at a key frame that is displayed some time before the time stamp, with one thread. False when there is none.
  bool seek_before(int64_t stamp);
  bool walk_before(int64_t stamp);
  void note_first_packet(const AVPacket& packet);
  RobustDecoder::Input read_input();
  void count_packets(int64_t through);
  bool is_encrypted(const AVPacket& packet) const;
  [[noreturn]] void fail_encrypted() const;
  // Forgets the packets and frames that were read ahead, before reading from another position.
  void clear_ahead();
  void clear_counts();
  // Whether next() returns the first frame of the video.
  bool at_first() const;
  // False when reading must start from the first frame instead.
  bool seek_to(Rational time);
  // The next packet with continuous time stamps; nullptr at the end. Leaves out packets that cannot be decoded because
  // a part of the file begins in the middle of a group of pictures.
  PacketPtr read_packet();
  // Whether the packet belongs to the segment, and is displayed after the last frame.
  bool is_after_last(const AVPacket& packet) const;
  void count_skipped(const AVPacket& packet);
  PacketPtr take_packet();
  bool is_hidden(const AVPacket& packet) const;
  // Whether the samples around the packet are known, see SampleTimes::Grid.
  bool is_on_grid(const AVPacket& packet, const SampleTimes::Grid& grid) const;
  FramePtr decode_next();
  TimedFrame time(FramePtr frame);
  bool states_durations() const;
  bool is_possible(Rational claimed) const;
  // The time in the length of the header that is before the first frame, in seconds.
  Rational time_before_first() const;
  std::optional<Length> exact_length() const;
  // complete: `clock` has seen all packets that were read from `parts` since they were opened.
  Length find_length(Parts& parts, PacketClock& clock, bool complete);
  // Reads the end of the last part of the clock; nullopt when it is not known where that is.
  std::optional<Length> read_last_part(Parts& parts);
  // Reads the rest; the end of the last displayed packet, or nullopt when there was none.
  std::optional<Rational> read_to_end(Parts& parts, PacketClock& clock);
  Length make_length(std::optional<Rational> claimed, Rational end, const PacketClock& clock) const;
  // The difference, in seconds, up to which a header agrees with the packets.
  Rational length_slack() const;

  Source& source_;
  Options options_;
  AvLog& log_;
  CancelToken& cancel_;
  std::unique_ptr<Parts> parts_;
  Demuxer* demuxer_ = nullptr;              // of the first part
  std::unique_ptr<RobustDecoder> decoder_;  // null after the input could not be opened again
  const AVStream* stream_ = nullptr;
  int most_threads_ = Decoder::kMaxThreads;
  int threads_ = 1;
  std::optional<StreamChoice> choice_;       // made once
  std::optional<bool> unused_alpha_;         // known after the first packet
  std::optional<InterlaceWatch> interlace_;  // for codecs whose frames can be skipped
  PacketClock clock_;
  Timeline timeline_{Rational{1}, Rational{1, 25}};
  TimedFrame first_;
  std::deque<TimedFrame> ready_;  // decoded while searching the start
  std::deque<PacketPtr> window_;  // packets that were read ahead, in decoding order
  std::multiset<int64_t> window_stamps_;
  std::deque<int64_t> past_stamps_;  // of packets sent before, whose frames may be displayed after the next ones
  bool packets_ended_ = false;
  struct Note {
    int64_t stamp;
    int64_t bytes;
    bool key;
  };
  std::vector<Note> notes_;  // of the packets since the position where reading began
  bool noting_ = false;
  bool noted_all_ = true;  // all of them had a time stamp
  const SampleTimes* sample_times_ = nullptr;
  bool from_start_ = true;
  bool saw_all_ = true;  // all packets up to the current one were read
  Joins joins_ = Joins::NONE;
  std::optional<bool> restarts_;  // whether time stamps at several places of the file are in order
  bool ends_encrypted_ = false;   // as find_length() saw
  std::optional<ClockMap> map_;   // made when the time stamps at several places were compared
  std::optional<Length> length_;
  bool fell_back_ = false;

  Dropped dropped_;
  std::vector<int64_t> first_stamps_;  // of packets up to the first frame
  bool first_found_ = false;
  struct Passed {
    int64_t packets = 0;  // before the first key packet
    bool lack_stamps = false;
    int64_t first_dts = AV_NOPTS_VALUE;
    int64_t last_dts = AV_NOPTS_VALUE;  // of the key packet
    std::optional<int64_t> end;         // of the last packet before it, as the clock counts when there are no stamps
  } passed_;
  std::optional<int64_t> refreshed_at_;  // number of the packet at which an intra refresh is done
  bool show_all_ = false;
  bool lacks_key_frame_ = false;
  int64_t errors_before_first_ = 0;
  int64_t segment_packets_ = 0;
  int64_t taken_packets_ = 0;               // since the position where decoding began
  std::multiset<int64_t> pending_stamps_;   // time stamps of packets of the segment after the last frame
  int64_t skipped_ = 0;                     // packets of the segment that read_packet() left out
  std::multiset<int64_t> pending_skipped_;  // time stamps of those after the last frame
  std::optional<int64_t> leading_before_;   // of the key frame after which frames may be left out
  bool saw_key_ = false;                    // some streams mark no packets as key frames
  std::optional<int64_t> segment_stamp_;    // time stamp of the start of the segment
  int64_t decoded_ = 0;                     // frames since the position where decoding began
  int64_t skip_count_ = 0;
  std::optional<int64_t> last_stamp_;  // of the last decoded frame
  std::optional<int64_t> skip_through_;
  std::optional<int64_t> seek_key_;   // time stamp of the key frame at which decoding began, after a seek
  bool walked_ = false;               // to that key frame, without a seek
  bool encrypted_ = false;            // reading ended at an encrypted packet
  std::optional<Rational> last_end_;  // of the last frame
};

}  // namespace cliploop
