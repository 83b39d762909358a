#include "frame/gamut.h"

#include <algorithm>
#include <cmath>

namespace cliploop {

namespace {

using Vector = std::array<double, 3>;

// How much lightness a saturated color gives up before it gives up saturation.
constexpr double focus_pull = 5;

bool is_inside(const Vector& light) {
  return std::all_of(light.begin(), light.end(), [](double v) { return v >= 0 && v <= 1; });
}

Vector clamped(Vector light) {
  for (double& channel : light) channel = std::clamp(channel, 0.0, 1.0);
  return light;
}

// The lightness of the gray toward which a color is moved: its own for pale colors, nearer to the middle for saturated
// ones ("adaptive L0" in Ottosson's description of gamut clipping).
double focus_of(double lightness, double chroma) {
  const double off = lightness - 0.5;
  const double e = 0.5 + std::abs(off) + focus_pull * chroma;
  const double pull = e - std::sqrt(std::max(e * e - 2 * std::abs(off), 0.0));
  return 0.5 * (1 + std::copysign(pull, off));
}

// Mixes in gray, in linear light, until all channels are from 0 to 1. In this space the gamut is a cube, so that a
// small change of the color is a small change of the result; in Oklab it is concave near blue.
Vector mix_in_gray(const Vector& light, const Vector& lab) {
  const double gray = std::pow(focus_of(std::clamp(lab[0], 0.0, 1.0), std::hypot(lab[1], lab[2])), 3);
  double keep = 1;
  for (const double channel : light) {
    if (channel < 0) keep = std::min(keep, gray / (gray - channel));
    if (channel > 1) keep = std::min(keep, (1 - gray) / (channel - gray));
  }
  Vector out{};
  for (size_t i = 0; i < 3; ++i) out[i] = gray + keep * (light[i] - gray);
  return clamped(out);
}

}  // namespace

Vector to_oklab(const Vector& c) {
  const double l = std::cbrt(0.4122214708 * c[0] + 0.5363325363 * c[1] + 0.0514459929 * c[2]);
  const double m = std::cbrt(0.2119034982 * c[0] + 0.6806995451 * c[1] + 0.1073969566 * c[2]);
  const double s = std::cbrt(0.0883024619 * c[0] + 0.2817188376 * c[1] + 0.6299787005 * c[2]);
  return {0.2104542553 * l + 0.7936177850 * m - 0.0040720468 * s,
          1.9779984951 * l - 2.4285922050 * m + 0.4505937099 * s,
          0.0259040371 * l + 0.7827717662 * m - 0.8086757660 * s};
}

Vector from_oklab(const Vector& lab) {
  const double l = lab[0] + 0.3963377774 * lab[1] + 0.2158037573 * lab[2];
  const double m = lab[0] - 0.1055613458 * lab[1] - 0.0638541728 * lab[2];
  const double s = lab[0] - 0.0894841775 * lab[1] - 1.2914855480 * lab[2];
  const double l3 = l * l * l, m3 = m * m * m, s3 = s * s * s;
  return {4.0767416621 * l3 - 3.3077115913 * m3 + 0.2309699292 * s3,
          -1.2684380046 * l3 + 2.6097574011 * m3 - 0.3413193965 * s3,
          -0.0041960863 * l3 - 0.7034186147 * m3 + 1.7076147010 * s3};
}

Vector fit_gamut(const Vector& light, double hue_part) {
  if (is_inside(light)) return light;
  const Vector clipped = clamped(light);
  const Vector own = to_oklab(light);
  Vector lab = to_oklab(clipped);
  const double own_chroma = std::hypot(own[1], own[2]);
  if (own_chroma < 1e-6) return clipped;
  const double chroma = std::hypot(lab[1], lab[2]);
  for (size_t i = 1; i < 3; ++i) lab[i] += hue_part * (own[i] / own_chroma * chroma - lab[i]);
  return mix_in_gray(from_oklab(lab), lab);
}

}  // namespace cliploop
