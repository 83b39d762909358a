#include "input/timeline.h"

#include <algorithm>

namespace cliploop {

Rational Timeline::tolerance() const { return std::min(tick_, Rational{1, 1000}); }

void Timeline::reset() { placed_any_ = false; }

Rational Timeline::place(std::optional<int64_t> stamp, Rational duration) {
  if (!(duration > Rational{})) duration = interval_;
  const Rational expected = placed_any_ ? last_time_ + last_duration_ : Rational{};
  Rational time = expected;
  if (stamp) {
    if (!origin_) origin_ = *stamp;
    time = time_of(*stamp);
    if (placed_any_) time = std::max(time, last_time_);
  }
  placed_any_ = true;
  last_time_ = time;
  last_duration_ = duration;
  return time;
}

}  // namespace cliploop
