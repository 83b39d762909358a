#include "job/still_times.h"

#include <doctest/doctest.h>

using namespace cliploop;

TEST_CASE("cell_of divides a segment into equal parts without gaps") {
  const Rational start{1, 3};
  const Rational end{7};
  for (int64_t i = 0; i < 7; ++i) {
    const Cell cell = cell_of(start, end, 7, i);
    CHECK(cell.to - cell.from == (end - start) / Rational{7});
    CHECK(cell.middle == (cell.from + cell.to) / Rational{2});
    if (i > 0) CHECK(cell.from == cell_of(start, end, 7, i - 1).to);
  }
  CHECK(cell_of(start, end, 7, 0).from == start);
  CHECK(cell_of(start, end, 7, 6).to == end);
}

TEST_CASE("TargetTimes names the next time, also for a frame that is late within the tolerance") {
  TargetTimes times(Rational{1, 1000});
  times.set({Rational{1}, Rational{2}}, false);
  CHECK(times.next_sample(Rational{}) == Rational{1});
  CHECK(times.next_sample(Rational{1}) == Rational{1});
  CHECK(times.next_sample(Rational{10005, 10000}) == Rational{10005, 10000});
  CHECK(times.next_sample(Rational{11, 10}) == Rational{2});
  CHECK(times.next_sample(Rational{3}) == std::nullopt);
}

TEST_CASE("TargetTimes needs every frame after its times when more follow") {
  TargetTimes times(Rational{1, 1000});
  times.set({Rational{1}}, true);
  CHECK(times.next_sample(Rational{}) == Rational{1});
  CHECK(times.next_sample(Rational{5}) == Rational{5});
}
