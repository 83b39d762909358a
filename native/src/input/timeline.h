// Raw time stamps of a stream -> exact seconds from its first displayed frame.
#pragma once

#include <cstdint>
#include <optional>

#include "base/rational.h"

namespace cliploop {

// Mends what broken muxers and joined files do: missing stamps, steps back, and leaps ahead in formats known for them.
class Timeline {
 public:
  // tick: the stream's time base in seconds. interval: seconds from frame to frame when nothing else tells.
  // may_jump: the format is allowed to jump (MPEG-TS), so a leap of over ten seconds is a break and not a pause.
  Timeline(Rational tick, Rational interval, bool may_jump) : tick_(tick), interval_(interval), may_jump_(may_jump) {}

  // The stamp of the first displayed frame, which becomes 0.
  void set_origin(int64_t stamp) { origin_ = stamp; }
  std::optional<int64_t> origin() const { return origin_; }

  // The time of the next frame in display order. nullopt: the frame carries no stamp.
  Rational place(std::optional<int64_t> stamp, Rational duration);

  // After a seek the next frame may lie anywhere.
  void reset();

  // A stamp's time and back, without mending.
  Rational time_of(int64_t stamp) const { return (Rational{stamp} - Rational{origin_.value_or(0)}) * tick_; }
  int64_t stamp_of(Rational time) const { return (Rational{origin_.value_or(0)} + time / tick_).floored(); }

  // What counts as on time: less than one tick late, and at most a millisecond (containers round their stamps).
  Rational tolerance() const;
  Rational interval() const { return interval_; }
  // From the last frame but one to the last; interval() before there are two.
  Rational last_interval() const { return last_interval_ > Rational{} ? last_interval_ : interval_; }

  // Breaks mended so far.
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
