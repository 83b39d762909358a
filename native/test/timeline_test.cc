#include "input/timeline.h"

#include <doctest/doctest.h>

using namespace cliploop;

namespace {
const Rational kMillisecond{1, 1000};
const Rational kInterval{1, 25};
}  // namespace

TEST_CASE("Timeline counts from the first frame") {
  Timeline line(kMillisecond, kInterval);
  CHECK(line.place(10'000, kInterval) == Rational{0});
  CHECK(line.place(10'040, kInterval) == Rational{40, 1000});
  CHECK(line.stamp_of(Rational{1}) == 11'000);
}

TEST_CASE("Timeline places a frame without a time stamp after the one before") {
  Timeline line(kMillisecond, kInterval);
  line.place(0, kInterval);
  CHECK(line.place(std::nullopt, Rational{}) == kInterval);
  CHECK(line.place(std::nullopt, Rational{}) == kInterval * Rational{2});
}

TEST_CASE("Timeline keeps frames in order when their time stamps jitter") {
  Timeline line(kMillisecond, kInterval);
  line.place(0, kInterval);
  line.place(3080, kInterval);
  CHECK(line.place(3070, kInterval) == Rational{3080, 1000});
  CHECK(line.place(3120, kInterval) == Rational{3120, 1000});
}

TEST_CASE("Timeline tolerates one tick, at most a millisecond") {
  CHECK(Timeline({1, 90'000}, kInterval).tolerance() == Rational{1, 90'000});
  CHECK(Timeline({1, 25}, kInterval).tolerance() == Rational{1, 1000});
}
