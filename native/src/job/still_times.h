// The times at which stills are taken.
#pragma once

#include <optional>
#include <vector>

#include "base/rational.h"
#include "input/reader.h"

namespace cliploop {

// Known times, in order. Other frames need not be decoded. After them, with `open`, any frame may be needed.
class TargetTimes final : public SampleTimes {
 public:
  explicit TargetTimes(Rational tolerance) : tolerance_(tolerance) {}

  void set(std::vector<Rational> ascending, bool open) {
    times_ = std::move(ascending);
    open_ = open;
  }
  std::optional<Rational> next_sample(Rational time) const override;

 private:
  const Rational tolerance_;  // a frame that is late by this much is on time
  std::vector<Rational> times_;
  bool open_ = true;
};

// One of equal parts of the segment.
struct Cell {
  Rational from;
  Rational middle;
  Rational to;
};
Cell cell_of(Rational start, Rational end, int64_t number, int64_t index);

}  // namespace cliploop
