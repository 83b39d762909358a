#include "input/timeline.h"

#include <doctest/doctest.h>

using namespace cliploop;

namespace {
const Rational kTick{1, 1000};
const Rational kInterval{1, 25};
}  // namespace

TEST_CASE("Timeline counts from the first frame") {
  Timeline line(kTick, kInterval, false);
  CHECK(line.place(10'000, kInterval) == Rational{0});
  CHECK(line.place(10'040, kInterval) == Rational{40, 1000});
  CHECK(line.stamp_of(Rational{1}) == 11'000);
}

TEST_CASE("Timeline places a frame without a time stamp after the one before") {
  Timeline line(kTick, kInterval, false);
  line.place(0, kInterval);
  CHECK(line.place(std::nullopt, Rational{}) == kInterval);
  CHECK(line.place(std::nullopt, Rational{}) == kInterval * Rational{2});
}

TEST_CASE("Timeline repairs a step back, but not jitter") {
  Timeline line(kTick, kInterval, true);
  line.place(0, kInterval);
  line.place(3000, kInterval);
  CHECK(line.place(0, kInterval) == Rational{3040, 1000});
  CHECK(line.place(40, kInterval) == Rational{3080, 1000});
  CHECK(line.discontinuities() == 1);
  CHECK(line.place(30, kInterval) == Rational{3080, 1000});
  CHECK(line.discontinuities() == 1);
}

TEST_CASE("Timeline repairs a jump ahead only in formats that may jump") {
  Timeline steady(kTick, kInterval, false);
  steady.place(0, kInterval);
  CHECK(steady.place(20'000, kInterval) == Rational{20});
  Timeline jumping(kTick, kInterval, true);
  jumping.place(0, kInterval);
  CHECK(jumping.place(20'000, kInterval) == kInterval);
  CHECK(jumping.place(20'040, kInterval) == kInterval * Rational{2});
}

TEST_CASE("Timeline tolerates one tick, at most a millisecond") {
  CHECK(Timeline({1, 90'000}, kInterval, false).tolerance() == Rational{1, 90'000});
  CHECK(Timeline({1, 25}, kInterval, false).tolerance() == Rational{1, 1000});
}
