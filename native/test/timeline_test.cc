#include "input/timeline.h"

#include <doctest/doctest.h>

using namespace cliploop;

namespace {
const Rational kTick{1, 1000};
const Rational kInterval{1, 25};
}  // namespace

TEST_CASE("times count from the first frame, whatever its stamp") {
  Timeline line(kTick, kInterval, false);
  CHECK(line.place(10'000, kInterval) == Rational{0});
  CHECK(line.place(10'040, kInterval) == Rational{40, 1000});
  CHECK(line.stamp_of(Rational{1}) == 11'000);
}

TEST_CASE("a frame without a stamp follows the one before it") {
  Timeline line(kTick, kInterval, false);
  line.place(0, kInterval);
  CHECK(line.place(std::nullopt, Rational{}) == kInterval);
  CHECK(line.place(std::nullopt, Rational{}) == kInterval * Rational{2});
}

TEST_CASE("a step back joins on, jitter does not") {
  Timeline line(kTick, kInterval, true);
  line.place(0, kInterval);
  line.place(3000, kInterval);
  CHECK(line.place(0, kInterval) == Rational{3040, 1000});
  CHECK(line.place(40, kInterval) == Rational{3080, 1000});
  CHECK(line.discontinuities() == 1);
  CHECK(line.place(30, kInterval) == Rational{3080, 1000});
  CHECK(line.discontinuities() == 1);
}

TEST_CASE("a leap ahead is a break only where the format leaps") {
  Timeline steady(kTick, kInterval, false);
  steady.place(0, kInterval);
  CHECK(steady.place(20'000, kInterval) == Rational{20});
  Timeline leaping(kTick, kInterval, true);
  leaping.place(0, kInterval);
  CHECK(leaping.place(20'000, kInterval) == kInterval);
  CHECK(leaping.place(20'040, kInterval) == kInterval * Rational{2});
}

TEST_CASE("late by less than a tick is on time, but never by more than a millisecond") {
  CHECK(Timeline({1, 90'000}, kInterval, false).tolerance() == Rational{1, 90'000});
  CHECK(Timeline({1, 25}, kInterval, false).tolerance() == Rational{1, 1000});
}
