// Finds the frames on screen at given times, and key frames, in ascending order. It seeks where that is faster than
// decoding all frames in between.
#pragma once

#include <optional>

#include "base/cancel.h"
#include "input/reader.h"
#include "job/damage.h"
#include "job/still_times.h"
#include "job/timings.h"

namespace cliploop {

class FrameFinder {
 public:
  // previous and next: the frames beside it in display order, for deinterlacing. They may be null for a frame that is
  // not interlaced.
  struct Found {
    FramePtr frame;
    FramePtr previous;
    FramePtr next;
    Rational time;  // when it begins, seconds from the first displayed frame
  };
  // Keeps the references.
  FrameFinder(Reader& reader, Timings& timings, CancelToken& cancel);
  ~FrameFinder();
  FrameFinder(const FrameFinder&) = delete;
  FrameFinder& operator=(const FrameFinder&) = delete;

  // Goes to the first time, which may be before those of earlier calls. The others must not be before it.
  void start_at(Rational time);
  // The times of the calls that follow, as far as they are known. open: more follow after these.
  void expect(std::vector<Rational> ascending, bool open) { targets_.set(std::move(ascending), open); }

  // The frame on screen at `time`, which must not be before the times of earlier calls. nullopt when the video ends
  // before; video_end() is then set. Throws INPUT_ENCRYPTED.
  std::optional<Found> at(Rational time);
  // A key frame of the part, the last one up to its middle if possible. nullopt when it has none: at() then finds the
  // frame in the middle.
  std::optional<Found> key_frame(const Cell& part);
  // The frame after the last found one; nullopt at the end of the video.
  std::optional<Found> next();

  const std::optional<Rational>& video_end() const { return video_end_; }
  Damage damage() const {
    Damage all = earlier_damage_;
    all.add(reader_);
    return all;
  }
  // True when seeking failed or gave wrong frames.
  bool decoded_from_start() const { return from_start_; }

 private:
  std::optional<TimedFrame> read();
  // Forgets what was read. jump: moves the reader. True when it starts with a key frame.
  template <typename Jump>
  bool move(Jump jump);
  void skip_to(Rational time);
  std::optional<Found> read_up_to(Rational time);
  // The frame at the position of the reader, if it lies in the part.
  std::optional<Found> land_in(const Cell& part);
  Found found();
  // Decodes from before the frame when it is interlaced and the frame before it is not known.
  Found with_neighbors(Found found);
  bool missed_by_seek(Rational time);

  Reader& reader_;
  Timings& timings_;
  CancelToken& cancel_;
  TargetTimes targets_;
  FramePtr previous_;
  std::optional<TimedFrame> current_;  // the last frame at or before the last time
  std::optional<TimedFrame> ahead_;    // the frame after it
  std::optional<Rational> video_end_;
  bool decode_on_ = false;  // no more seeks
  bool from_start_ = false;
  Damage earlier_damage_;
  // A seek may land before what was decoded already. Key frames are then at least this far apart, and reading packets
  // up to the next one is faster.
  Rational group_length_;
};

}  // namespace cliploop
