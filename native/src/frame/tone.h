// Tone and gamut mapping from HDR signals to SDR, in double precision. frame/lut.h makes it fast.
#pragma once

#include <array>

#include "frame/color.h"
#include "frame/light_table.h"

namespace cliploop {

// Diffuse white of PQ and HLG (ITU-R BT.2408), which is mapped to nearly SDR white.
inline constexpr int white_nits = 203;

// SMPTE ST 2084: converts a signal from 0 to 1 to nits from 0 to 10000, and back.
double pq_to_nits(double signal);
double nits_to_pq(double nits);
// ARIB STD-B67 and BT.2100: converts a signal from 0 to 1 to scene light from 0 to 1.
double hlg_to_scene(double signal);

class ToneMap {
 public:
  using Rgb = std::array<double, 3>;

  // color.hdr() must be true.
  explicit ToneMap(const ColorInfo& color);

  // Converts R'G'B' signals from 0 to 1 with the transfer and primaries of the source to signals of an SDR display from
  // 0 to 1, for BT.709 primaries and a gamma of 2.4 (BT.1886). Gray stays gray, and hues stay nearly the same. HDR
  // looks as a player shows it: the curve of BT.2390 on luminance, from color.peak_nits to diffuse white.
  Rgb operator()(const Rgb& signal) const;

  // The same in two steps: the light of one channel, then the signals for the light of all three. The first is scene
  // light from 0 to 1 for HLG, and nits for PQ.
  double light_of(double signal) const;
  Rgb show(Rgb light) const;

 private:
  Rgb reduce_range(Rgb nits) const;

  AVColorTransferCharacteristic transfer_;
  double peak_;             // nits
  LightTable system_gain_;  // HLG: of the display, by luminance in scene light
  LightTable luminance_;    // nits to nits
  LightTable color_gain_;   // of differences to gray, by luminance in nits
  LightTable signal_;
  std::array<Rgb, 3> to_709_{};  // linear light, rows
  std::array<Rgb, 3> to_opponent_{};
  std::array<Rgb, 3> from_opponent_{};
  std::array<double, 3> luma_{};  // of the source's primaries
};

}  // namespace cliploop
