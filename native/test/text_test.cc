#include "base/text.h"

#include <doctest/doctest.h>

using namespace cliploop;

TEST_CASE("count_text uses the singular for 1 only") {
  CHECK(count_text(0, "frame", "frames") == "0 frames");
  CHECK(count_text(1, "frame", "frames") == "1 frame");
  CHECK(count_text(2, "frame", "frames") == "2 frames");
}

TEST_CASE("seconds_text writes at most three decimals") {
  CHECK(seconds_text(Rational{3}) == "3 s");
  CHECK(seconds_text(Rational{1, 3}) == "0.333 s");
}
