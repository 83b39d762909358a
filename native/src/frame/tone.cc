#include "frame/tone.h"

#include <algorithm>
#include <cmath>

#include "frame/eetf.h"
#include "frame/gamut.h"
#include "frame/primaries.h"

namespace cliploop {

namespace {

using Rgb = ToneMap::Rgb;

constexpr double sdr_gamma = 2.4;
// HLG is relative; BT.2100 describes it for a display of this peak luminance, with this system gamma.
constexpr double hlg_display_nits = 1000;
constexpr double hlg_system_gamma = 1.2;
// The usual black of HDR grades, and that of an SDR display with a contrast of 1000:1.
constexpr double hdr_black_nits = 0.005;
constexpr double sdr_black_nits = white_nits / 1000.0;
// Each channel gets this share of the sum of all channels before the curve, and gives it back after it. So colors of
// one pure primary are compressed a little like brighter, paler ones.
constexpr double crosstalk = 0.04;
// The colors of a highlight that becomes darker by the factor f become paler by a power of f: 1.1 times from 1000 nits
// to diffuse white. Reds become a little darker too, because the eye sees saturated colors as brighter than their
// luminance.
constexpr double paling_at_1000_nits = 1.1;
constexpr double red_darkening = 0.1;
// See fit_gamut(). Less than for SDR, because the highlights of HDR are farther outside, where hue costs most
// lightness.
constexpr double hue_part = 0.65;

double signal_of(double light) { return std::pow(std::clamp(light, 0.0, 1.0), 1 / sdr_gamma); }

Rgb mix_channels(const Rgb& c, double share) {
  const double mixed = share * (c[0] + c[1] + c[2]);
  return {c[0] * (1 - 3 * share) + mixed, c[1] * (1 - 3 * share) + mixed, c[2] * (1 - 3 * share) + mixed};
}

Rgb separate_channels(const Rgb& c, double share) {
  const double mixed = share * (c[0] + c[1] + c[2]);  // the sum is the same before and after mixing
  return {(c[0] - mixed) / (1 - 3 * share), (c[1] - mixed) / (1 - 3 * share), (c[2] - mixed) / (1 - 3 * share)};
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

ToneMap::ToneMap(const ColorInfo& color)
    : transfer_(color.transfer),
      peak_(std::max<double>(color.peak_nits, white_nits)),
      system_gain_(1, [](double light) { return std::pow(light, hlg_system_gamma - 1) * hlg_display_nits; }),
      luminance_(peak_, Eetf({hdr_black_nits, peak_}, {sdr_black_nits, white_nits})),
      color_gain_(peak_,
                  [&](double nits) {
                    const double ratio = luminance_(nits) / std::max(nits, sdr_black_nits);
                    return ratio * std::pow(ratio, std::log(paling_at_1000_nits) / std::log(1000.0 / white_nits));
                  }),
      signal_(1, signal_of) {
  const Chromaticities& primaries = chromaticities(color.primaries);
  const Matrix3 source = rgb_to_xyz(primaries);
  to_709_ = rgb_to_rgb(primaries, chromaticities(AVCOL_PRI_BT709));
  luma_ = source[1];
  // X and Z relative to white, minus Y: both are 0 for gray.
  const Rgb white = multiply(source, Rgb{1, 1, 1});
  to_opponent_ = source;
  for (size_t j = 0; j < 3; ++j) {
    to_opponent_[0][j] = source[0][j] / white[0] - source[1][j];
    to_opponent_[2][j] = source[2][j] / white[2] - source[1][j];
  }
  from_opponent_ = invert(to_opponent_);
}

double ToneMap::light_of(double signal) const {
  if (transfer_ == AVCOL_TRC_SMPTE2084) return pq_to_nits(signal);
  // The black lift of BT.2100.
  const double lift = std::sqrt(3 * std::pow(hdr_black_nits / hlg_display_nits, 1 / hlg_system_gamma));
  return hlg_to_scene(lift + (1 - lift) * std::clamp(signal, 0.0, 1.0));
}

ToneMap::Rgb ToneMap::reduce_range(Rgb nits) const {
  for (double& channel : nits) channel = std::clamp(channel, hdr_black_nits, peak_);
  Rgb opponent = multiply(to_opponent_, mix_channels(nits, crosstalk));
  const double color_gain = color_gain_(opponent[1]);
  opponent[0] *= color_gain;
  opponent[1] = luminance_(opponent[1]);
  opponent[2] *= color_gain;
  if (peak_ > white_nits) opponent[1] -= std::max(red_darkening * opponent[0], 0.0);
  return separate_channels(multiply(from_opponent_, opponent), crosstalk);
}

ToneMap::Rgb ToneMap::show(Rgb light) const {
  if (transfer_ == AVCOL_TRC_ARIB_STD_B67) {
    const double gain = system_gain_(luma_[0] * light[0] + luma_[1] * light[1] + luma_[2] * light[2]);
    for (double& channel : light) channel *= gain;
  }
  light = reduce_range(light);
  for (double& channel : light) channel = (channel - sdr_black_nits) / (white_nits - sdr_black_nits);
  light = fit_gamut(multiply(to_709_, light), hue_part);
  // BT.1886 with the black of the display: its signal 0 is sdr_black_nits.
  static const double black = signal_of(sdr_black_nits / white_nits);
  for (double& channel : light) {
    const double nits = sdr_black_nits + channel * (white_nits - sdr_black_nits);
    channel = std::max(0.0, (signal_(nits / white_nits) - black) / (1 - black));
  }
  return light;
}

ToneMap::Rgb ToneMap::operator()(const Rgb& signal) const {
  return show({light_of(signal[0]), light_of(signal[1]), light_of(signal[2])});
}

}  // namespace cliploop
