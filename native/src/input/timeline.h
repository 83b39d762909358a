// Converts the time stamps of a stream to exact seconds from its first displayed frame.
#pragma once

#include <cstdint>
#include <optional>

#include "base/rational.h"

namespace cliploop {

// Repairs missing time stamps, steps back, and jumps ahead in formats that may have them. Such stamps come from faulty
// muxers and from joined files.
class Timeline {
 public:
  // tick: the time base of the stream, in seconds. interval: seconds between frames when time stamps are missing.
  // may_jump: the format allows discontinuities (MPEG-TS), so a jump of more than ten seconds is a discontinuity and
  // not a pause.
  Timeline(Rational tick, Rational interval, bool may_jump) : tick_(tick), interval_(interval), may_jump_(may_jump) {}

  // The time stamp of the first displayed frame, whose time is 0.
  void set_origin(int64_t stamp) { origin_ = stamp; }
  std::optional<int64_t> origin() const { return origin_; }

  // The time of the next frame in display order. stamp: nullopt when the frame has none.
  Rational place(std::optional<int64_t> stamp, Rational duration);

  // Call this after a seek: the next frame may then have any time.
  void reset();

  // Convert a time stamp to a time and back, without repairs.
  Rational time_of(int64_t stamp) const { return (Rational{stamp} - Rational{origin_.value_or(0)}) * tick_; }
  int64_t stamp_of(Rational time) const { return (Rational{origin_.value_or(0)} + time / tick_).floored(); }

  // The delay up to which a frame is on time, because containers round their time stamps: one tick, at most a
  // millisecond.
  Rational tolerance() const;
  Rational interval() const { return interval_; }
  // The time between the last two frames; interval() before there are two.
  Rational last_interval() const { return last_interval_ > Rational{} ? last_interval_ : interval_; }

  // The number of discontinuities repaired so far.
  int discontinuities() const { return discontinuities_; }

 private:
  Rational tick_;
  Rational interval_;
  bool may_jump_;
  std::optional<int64_t> origin_;
  bool placed_any_ = false;
  Rational last_time_;
  Rational last_duration_;
  Rational last_interval_;
  Rational shift_;
  int discontinuities_ = 0;
};

}  // namespace cliploop
