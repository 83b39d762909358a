#include "input/timeline.h"

#include <algorithm>

namespace cliploop {
namespace {

constexpr Rational kStepBack{1, 2};  // seconds; smaller steps are jitter
constexpr Rational kJump{10};

}  // namespace

Rational Timeline::tolerance() const { return std::min(tick_, Rational{1, 1000}); }

void Timeline::reset() {
  placed_any_ = false;
  last_interval_ = {};
  shift_ = {};
}

Rational Timeline::place(std::optional<int64_t> stamp, Rational duration) {
  if (!(duration > Rational{})) duration = interval_;
  const Rational expected = placed_any_ ? last_time_ + last_duration_ : Rational{};
  Rational time = expected;
  if (stamp) {
    if (!origin_) origin_ = *stamp;
    time = time_of(*stamp) + shift_;
    if (placed_any_) {
      const bool stepped_back = time + kStepBack < last_time_;
      const bool jumped = may_jump_ && time > last_time_ + kJump;
      if (stepped_back || jumped) {
        shift_ = shift_ + (expected - time);
        time = expected;
        ++discontinuities_;
      }
      time = std::max(time, last_time_);
    }
  }
  last_interval_ = placed_any_ ? time - last_time_ : Rational{};
  placed_any_ = true;
  last_time_ = time;
  last_duration_ = duration;
  return time;
}

}  // namespace cliploop
