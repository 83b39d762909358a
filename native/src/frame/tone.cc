#include "frame/tone.h"

#include <algorithm>
#include <cmath>

namespace cliploop {

namespace {

using Rgb = ToneMap::Rgb;
using Matrix = std::array<Rgb, 3>;

constexpr double display_gamma = 2.4;
// HLG is relative; BT.2100 describes it for a display of this peak luminance.
constexpr double hlg_display_nits = 1000;
constexpr double hlg_system_gamma = 1.2;
// BT.2100 applies the system gamma to luminance. Many converters and displays apply it to the channels instead, which
// gives more saturated colors. A quarter of that compensates for the saturation that a dimmer display loses.
constexpr double hlg_channel_part = 0.25;
// Channels (as signals) below this share of the largest one are compressed into the gamut of BT.709.
constexpr double gamut_knee = 0.08;
// Wide-gamut SDR colors (as signals) are compressed from here on, to make room for those brighter than BT.709 can
// show.
constexpr double sdr_knee = 0.8;

struct Chromaticities {
  std::array<double, 2> red, green, blue, white;
};
constexpr std::array<double, 2> d65{0.3127, 0.3290};
constexpr Chromaticities bt709{{0.640, 0.330}, {0.300, 0.600}, {0.150, 0.060}, d65};
constexpr Chromaticities bt2020{{0.708, 0.292}, {0.170, 0.797}, {0.131, 0.046}, d65};
constexpr Chromaticities display_p3{{0.680, 0.320}, {0.265, 0.690}, {0.150, 0.060}, d65};

Matrix multiply(const Matrix& a, const Matrix& b) {
  Matrix out{};
  for (size_t i = 0; i < 3; ++i) {
    for (size_t j = 0; j < 3; ++j) out[i][j] = a[i][0] * b[0][j] + a[i][1] * b[1][j] + a[i][2] * b[2][j];
  }
  return out;
}

Rgb multiply(const Matrix& a, const Rgb& v) {
  Rgb out{};
  for (size_t i = 0; i < 3; ++i) out[i] = a[i][0] * v[0] + a[i][1] * v[1] + a[i][2] * v[2];
  return out;
}

Matrix invert(const Matrix& m) {
  Matrix out{};
  for (size_t i = 0; i < 3; ++i) {
    for (size_t j = 0; j < 3; ++j) {
      const size_t r0 = (j + 1) % 3, r1 = (j + 2) % 3, c0 = (i + 1) % 3, c1 = (i + 2) % 3;
      out[i][j] = m[r0][c0] * m[r1][c1] - m[r0][c1] * m[r1][c0];
    }
  }
  const double determinant = m[0][0] * out[0][0] + m[0][1] * out[1][0] + m[0][2] * out[2][0];
  for (Rgb& row : out) {
    for (double& value : row) value /= determinant;
  }
  return out;
}

Rgb xyz(const std::array<double, 2>& xy) { return {xy[0] / xy[1], 1, (1 - xy[0] - xy[1]) / xy[1]}; }

Matrix rgb_to_xyz(const Chromaticities& c) {
  const Rgb r = xyz(c.red), g = xyz(c.green), b = xyz(c.blue);
  const Matrix unscaled{Rgb{r[0], g[0], b[0]}, Rgb{r[1], g[1], b[1]}, Rgb{r[2], g[2], b[2]}};
  const Rgb scale = multiply(invert(unscaled), xyz(c.white));
  Matrix out = unscaled;
  for (Rgb& row : out) {
    for (size_t j = 0; j < 3; ++j) row[j] *= scale[j];
  }
  return out;
}

// DCI-P3 has the greenish white of a projector. It is treated as P3 with the white of a display, so that white stays
// white.
const Chromaticities& chromaticities(AVColorPrimaries primaries) {
  switch (primaries) {
    case AVCOL_PRI_BT2020:
      return bt2020;
    case AVCOL_PRI_SMPTE431:
    case AVCOL_PRI_SMPTE432:
      return display_p3;
    default:
      return bt709;
  }
}

// Unchanged up to the knee, then with a slope that falls from 1, so that `longest` becomes `limit`.
double compress(double value, double knee, double longest, double limit) {
  if (value <= knee || longest <= limit) return value;
  const double room = limit - knee;
  const double span = longest - knee;
  const double bend = span / (span / room - 1);
  const double over = std::min(value, longest) - knee;
  return knee + over / (1 + over / bend);
}

double signed_signal(double light) { return std::copysign(std::pow(std::abs(light), 1 / display_gamma), light); }

// Mixes in white, in linear light, until no channel is negative; the largest channel stays. The compression is gradual,
// so that different colors outside the gamut stay different.
void map_into_gamut(Rgb& light) {
  // The largest excess: the red of the cyan of BT.2020 is -0.587 of its green in linear light.
  constexpr double widest = 0.802;
  const double largest = *std::max_element(light.begin(), light.end());
  const double smallest = *std::min_element(light.begin(), light.end());
  if (largest <= 0) {
    light = {0, 0, 0};
    return;
  }
  const double below = -signed_signal(smallest / largest);
  if (below <= -gamut_knee) return;
  const double compressed = std::pow(std::max(0.0, -compress(below, -gamut_knee, widest, 0)), display_gamma) * largest;
  const double keep = (largest - compressed) / (largest - smallest);
  for (double& channel : light) channel = largest - (largest - channel) * keep;
}

}  // namespace

double pq_to_nits(double signal) {
  constexpr double m1 = 2610.0 / 16384, m2 = 2523.0 / 32, c1 = 3424.0 / 4096, c2 = 2413.0 / 128, c3 = 2392.0 / 128;
  const double p = std::pow(std::clamp(signal, 0.0, 1.0), 1 / m2);
  return 10000 * std::pow(std::max(p - c1, 0.0) / (c2 - c3 * p), 1 / m1);
}

double nits_to_pq(double nits) {
  constexpr double m1 = 2610.0 / 16384, m2 = 2523.0 / 32, c1 = 3424.0 / 4096, c2 = 2413.0 / 128, c3 = 2392.0 / 128;
  const double p = std::pow(std::clamp(nits / 10000, 0.0, 1.0), m1);
  return std::pow((c1 + c2 * p) / (1 + c3 * p), m2);
}

double hlg_to_scene(double signal) {
  constexpr double a = 0.17883277, b = 0.28466892, c = 0.55991073;
  const double s = std::clamp(signal, 0.0, 1.0);
  return s <= 0.5 ? s * s / 3 : (std::exp((s - c) / a) + b) / 12;
}

ToneMap::ToneMap(const ColorInfo& color) : transfer_(color.transfer), hdr_(color.hdr()) {
  const Matrix source = rgb_to_xyz(chromaticities(color.primaries));
  to_709_ = multiply(invert(rgb_to_xyz(bt709)), source);
  luma_ = source[1];
  if (!hdr_) return;
  peak_ = std::max(1.0, static_cast<double>(color.peak_nits) / white_nits);
  peak_pq_ = nits_to_pq(peak_ * white_nits);
  // ITU-R BT.2390: the knee for a display whose peak is diffuse white.
  knee_pq_ = 1.5 * nits_to_pq(white_nits) / peak_pq_ - 0.5;
}

double ToneMap::roll_off(double light) const {
  if (peak_ <= 1) return std::min(light, 1.0);
  const double e = std::min(nits_to_pq(light * white_nits) / peak_pq_, 1.0);
  if (e <= knee_pq_) return light;
  // The Hermite spline of BT.2390, with slope 1 at the knee and 0 at the peak.
  const double top = nits_to_pq(white_nits) / peak_pq_;
  const double t = (e - knee_pq_) / (1 - knee_pq_);
  const double t2 = t * t, t3 = t2 * t;
  const double mapped =
      (2 * t3 - 3 * t2 + 1) * knee_pq_ + (t3 - 2 * t2 + t) * (1 - knee_pq_) + (-2 * t3 + 3 * t2) * top;
  return std::min(pq_to_nits(mapped * peak_pq_) / white_nits, 1.0);
}

ToneMap::Rgb ToneMap::linearize(const Rgb& signal) const {
  Rgb light{};
  if (transfer_ == AVCOL_TRC_SMPTE2084) {
    for (size_t i = 0; i < 3; ++i) light[i] = pq_to_nits(signal[i]) / white_nits;
  } else if (transfer_ == AVCOL_TRC_ARIB_STD_B67) {
    for (size_t i = 0; i < 3; ++i) light[i] = hlg_to_scene(signal[i]);
    const double luminance = luma_[0] * light[0] + luma_[1] * light[1] + luma_[2] * light[2];
    const double gain =
        std::pow(luminance, (hlg_system_gamma - 1) * (1 - hlg_channel_part)) * hlg_display_nits / white_nits;
    for (double& channel : light) channel = std::pow(channel, 1 + (hlg_system_gamma - 1) * hlg_channel_part) * gain;
  } else {
    for (size_t i = 0; i < 3; ++i) light[i] = std::pow(std::clamp(signal[i], 0.0, 1.0), display_gamma);
  }
  return light;
}

ToneMap::Rgb ToneMap::operator()(const Rgb& signal) const {
  const Rgb source = linearize(signal);
  Rgb light = multiply(to_709_, source);
  map_into_gamut(light);
  const double largest = *std::max_element(light.begin(), light.end());
  if (largest <= 0) return {0, 0, 0};

  double mapped = 0;
  if (hdr_) {
    mapped = roll_off(largest);
  } else {
    // The brightest color of this hue in the source primaries becomes the brightest one in BT.709.
    const double most = *std::max_element(source.begin(), source.end());
    const double longest = std::pow(largest / most, 1 / display_gamma);
    mapped = std::pow(compress(std::pow(largest, 1 / display_gamma), sdr_knee, longest, 1), display_gamma);
  }
  for (double& channel : light) {
    channel = std::pow(std::clamp(channel * mapped / largest, 0.0, 1.0), 1 / display_gamma);
  }
  return light;
}

}  // namespace cliploop
