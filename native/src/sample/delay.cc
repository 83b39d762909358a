#include "sample/delay.h"

#include <algorithm>
#include <utility>

namespace cliploop {

void DelayRounder::add(SampledFrame frame, const Emit& emit) {
  const int64_t due = units(frame.start);
  int64_t at = due;
  if (!held_.empty()) {
    at = std::max(due, held_.back().at + rules_.shortest);
    if (at - due >= rules_.shortest) {
      ++merged_;
      return;
    }
  }
  held_.push_back({std::move(frame), at});
  if (held_.size() > 2) {
    Timed first = std::move(held_.front());
    held_.pop_front();
    emit(std::move(first.frame), held_.front().at - first.at);
  }
}

void DelayRounder::finish(Rational end, const Emit& emit) {
  if (held_.empty()) return;
  const int64_t stop = units(end);
  if (held_.size() > 1 && stop - held_.back().at < rules_.shortest) held_.pop_back();
  while (!held_.empty()) {
    Timed first = std::move(held_.front());
    held_.pop_front();
    const int64_t until = held_.empty() ? stop : held_.front().at;
    emit(std::move(first.frame), std::max(until - first.at, rules_.shortest));
  }
}

}  // namespace cliploop
