#include "base/rational.h"

#include <doctest/doctest.h>

using namespace cliploop;

TEST_CASE("Rational is exact and in lowest terms") {
  CHECK(Rational{2, 4} == Rational{1, 2});
  CHECK(Rational{1, -2} == Rational{-1, 2});
  CHECK(Rational{1, 3} + Rational{1, 6} == Rational{1, 2});
  CHECK(Rational{30000, 1001} * Rational{1001, 30000} == Rational{1});
  CHECK(Rational{1, 3} < Rational{34, 100});
  CHECK(Rational{} == Rational{0, 7});
}

TEST_CASE("Rational rounds to the nearest integer, halves away from zero") {
  CHECK(Rational{5, 2}.rounded() == 3);
  CHECK(Rational{-5, 2}.rounded() == -3);
  CHECK(Rational{7, 3}.rounded() == 2);
  CHECK(Rational{-7, 3}.floored() == -3);
  CHECK(Rational{7, 3}.ceiled() == 3);
  CHECK(Rational{-7, 3}.ceiled() == -2);
  CHECK(Rational{6, 3}.ceiled() == 2);
}

TEST_CASE("Rational loses precision in products beyond 64 bits, but does not overflow") {
  const Rational huge{INT64_MAX, 3};
  CHECK(huge * huge > Rational{});
  CHECK((huge / huge) == Rational{1});
}
