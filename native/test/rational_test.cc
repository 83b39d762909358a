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

TEST_CASE("Rational is in lowest terms after it has lost precision") {
  // The numerator is 2^64 + 1, which becomes 2^62 when the denominator 9 becomes 2.
  const Rational product = Rational{274'177, 9} * Rational{67'280'421'310'721};
  CHECK(product == Rational{int64_t{1} << 61});
  CHECK(product.den == 1);
}
