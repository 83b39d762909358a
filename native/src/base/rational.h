// Exact time. The engine does not use floating point for times.
#pragma once

#include <compare>
#include <cstdint>
#include <numeric>

namespace cliploop {

// A fraction in lowest terms with den > 0. Intermediate products have 128 bits. Results of media time bases fit
// into 64.
struct Rational {
  int64_t num = 0;
  int64_t den = 1;

  constexpr Rational() = default;
  constexpr Rational(int64_t n) : num(n) {}  // implicit, because integers are rational numbers
  constexpr Rational(int64_t n, int64_t d) { *this = reduce(n, d); }

  static constexpr Rational reduce(__int128 n, __int128 d) {
    if (d < 0) {
      n = -n;
      d = -d;
    }
    __int128 a = n < 0 ? -n : n;
    __int128 b = d;
    while (b != 0) {
      const __int128 r = a % b;
      a = b;
      b = r;
    }
    if (a == 0) a = 1;
    n /= a;
    d /= a;
    // Values beyond any media clock lose precision instead of overflowing. They are then reduced again.
    constexpr __int128 limit = INT64_MAX;
    if (n > limit || n < -limit || d > limit) {
      while (n > limit || n < -limit || d > limit) {
        n /= 2;
        d /= 2;
      }
      return reduce(n, d == 0 ? 1 : d);
    }
    Rational out;
    out.num = static_cast<int64_t>(n);
    out.den = d == 0 ? 1 : static_cast<int64_t>(d);
    return out;
  }

  friend constexpr Rational operator+(Rational a, Rational b) {
    return reduce(__int128{a.num} * b.den + __int128{b.num} * a.den, __int128{a.den} * b.den);
  }
  friend constexpr Rational operator-(Rational a, Rational b) { return a + Rational{-b.num, b.den}; }
  friend constexpr Rational operator*(Rational a, Rational b) {
    return reduce(__int128{a.num} * b.num, __int128{a.den} * b.den);
  }
  friend constexpr Rational operator/(Rational a, Rational b) {
    return reduce(__int128{a.num} * b.den, __int128{a.den} * b.num);
  }
  friend constexpr bool operator==(Rational a, Rational b) { return a.num == b.num && a.den == b.den; }
  friend constexpr std::strong_ordering operator<=>(Rational a, Rational b) {
    const __int128 left = __int128{a.num} * b.den;
    const __int128 right = __int128{b.num} * a.den;
    return left < right ? std::strong_ordering::less
                        : (left > right ? std::strong_ordering::greater : std::strong_ordering::equal);
  }

  constexpr double seconds() const { return static_cast<double>(num) / static_cast<double>(den); }

  // The nearest integer; halves are rounded away from zero.
  constexpr int64_t rounded() const {
    const __int128 twice = __int128{num < 0 ? -num : num} * 2 + den;
    const auto magnitude = static_cast<int64_t>(twice / (__int128{den} * 2));
    return num < 0 ? -magnitude : magnitude;
  }
  constexpr int64_t floored() const {
    const int64_t q = num / den;
    return (num % den < 0) ? q - 1 : q;
  }
  constexpr int64_t ceiled() const { return -Rational{-num, den}.floored(); }
};

}  // namespace cliploop
