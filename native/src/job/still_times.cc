#include "job/still_times.h"

#include <algorithm>

namespace cliploop {

std::optional<Rational> TargetTimes::next_sample(Rational time) const {
  const auto next = std::lower_bound(times_.begin(), times_.end(), time - tolerance_);
  if (next != times_.end()) return std::max(*next, time);
  return open_ ? std::optional(time) : std::nullopt;
}

Cell cell_of(Rational start, Rational end, int64_t number, int64_t index) {
  const Rational length = end - start;
  const auto at = [&](int64_t half) { return start + length * Rational{half, 2 * number}; };
  return {at(2 * index), at(2 * index + 1), at(2 * index + 2)};
}

}  // namespace cliploop
