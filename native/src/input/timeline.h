// Converts the time stamps of a stream to exact seconds from its first displayed frame.
#pragma once

#include <cstdint>
#include <optional>

#include "base/rational.h"

namespace cliploop {

// Repairs missing time stamps and jitter. PacketClock has removed the steps of joined files before.
class Timeline {
 public:
  // tick: the time base of the stream, in seconds. interval: seconds between frames when time stamps are missing.
  Timeline(Rational tick, Rational interval) : tick_(tick), interval_(interval) {}

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

 private:
  Rational tick_;
  Rational interval_;
  std::optional<int64_t> origin_;
  bool placed_any_ = false;
  Rational last_time_;
  Rational last_duration_;
};

}  // namespace cliploop
