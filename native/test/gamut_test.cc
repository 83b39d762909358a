#include "frame/gamut.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <numbers>

using namespace cliploop;

namespace {

using Vector = std::array<double, 3>;

double hue_degrees(const Vector& light) {
  const Vector lab = to_oklab(light);
  return std::atan2(lab[2], lab[1]) * 180 / std::numbers::pi;
}

double hue_difference(const Vector& a, const Vector& b) {
  return std::abs(std::remainder(hue_degrees(a) - hue_degrees(b), 360.0));
}

Vector clipped(Vector c) {
  for (double& channel : c) channel = std::clamp(channel, 0.0, 1.0);
  return c;
}

}  // namespace

TEST_CASE("Oklab matches the values that its author published") {
  // XYZ (0.950, 1, 1.089) is white, and XYZ (1, 0, 0) is (0.450, 1.236, -0.019).
  const Vector white = to_oklab({1, 1, 1});
  CHECK(white[0] == doctest::Approx(1).epsilon(0.0001));
  CHECK(std::hypot(white[1], white[2]) < 0.0001);
  const Vector x = to_oklab({3.2404542, -0.9692660, 0.0556434});
  CHECK(x[0] == doctest::Approx(0.450).epsilon(0.002));
  CHECK(x[1] == doctest::Approx(1.236).epsilon(0.002));
  CHECK(x[2] == doctest::Approx(-0.019).epsilon(0.05));
  const Vector color{0.2, 0.7, 0.05};
  const Vector back = from_oklab(to_oklab(color));
  for (size_t i = 0; i < 3; ++i) CHECK(back[i] == doctest::Approx(color[i]).epsilon(0.0001));
}

TEST_CASE("fit_gamut returns colors of the gamut unchanged, and grays as grays") {
  for (const Vector& color : {Vector{0, 0, 0}, {1, 1, 1}, {1, 0, 0}, {0.2, 0.7, 0.05}})
    CHECK(fit_gamut(color) == color);
  CHECK(fit_gamut({1.7, 1.7, 1.7}) == Vector{1, 1, 1});
  CHECK(fit_gamut({-0.1, -0.1, -0.1}) == Vector{0, 0, 0});
}

TEST_CASE("fit_gamut undoes most of the hue shift of clipping") {
  // A bright orange, a bright skin tone, a saturated magenta and a blue sky, all above 1 in one or two channels.
  for (const Vector& color : {Vector{2.75, 0.9, 0.02}, {2.2, 1.17, 0.82}, {1.7, 0.3, 0.8}, {0.3, 0.9, 1.8}}) {
    const Vector out = fit_gamut(color);
    for (const double channel : out) {
      CHECK(channel >= 0);
      CHECK(channel <= 1);
    }
    const double shift = hue_difference(color, clipped(color));
    CHECK(hue_difference(color, out) <= 0.35 * shift + 0.1);
  }
}

TEST_CASE("fit_gamut gives similar colors for similar colors of BT.2020") {
  const auto fitted = [](double r, double g, double b) {
    return fit_gamut({1.6604910 * r - 0.5876411 * g - 0.0728499 * b, -0.1245505 * r + 1.1328999 * g - 0.0083494 * b,
                      -0.0181508 * r - 0.1005789 * g + 1.1187297 * b});
  };
  // Nearly the signal; the slope of a signal is infinite at black.
  const auto signal = [](double light) { return std::pow(light + 0.002, 1 / 2.4); };
  double largest = 0;
  for (double a = 0; a <= 2; a += 0.1) {
    for (double b = 0; b <= 2; b += 0.1) {
      std::array<Vector, 3> last{fitted(0, a, b), fitted(a, 0, b), fitted(a, b, 0)};
      for (double c = 0.004; c <= 2; c += 0.004) {
        const std::array<Vector, 3> next{fitted(c, a, b), fitted(a, c, b), fitted(a, b, c)};
        for (size_t i = 0; i < 9; ++i) {
          const double step = signal(next[i / 3][i % 3]) - signal(last[i / 3][i % 3]);
          largest = std::max(largest, std::abs(step));
        }
        last = next;
      }
    }
  }
  CHECK(largest < 0.1);
}
