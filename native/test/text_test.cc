#include "base/counted.h"

#include <doctest/doctest.h>

using namespace cliploop;

TEST_CASE("a count has the singular for one alone") {
  CHECK(counted(0, "frame", "frames") == "0 frames");
  CHECK(counted(1, "frame", "frames") == "1 frame");
  CHECK(counted(2, "frame", "frames") == "2 frames");
}
