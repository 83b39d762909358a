// Tone and gamut mapping from HDR or wide-gamut signals to SDR, in double precision. frame/lut.h makes it fast.
#pragma once

#include <array>

#include "frame/color.h"

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

  // color.needs_mapping() must be true.
  explicit ToneMap(const ColorInfo& color);

  // Converts R'G'B' signals from 0 to 1 with the transfer and primaries of the source to sRGB signals from 0 to 1. Gray
  // stays gray, and hues stay the same. The output is display-referred with a gamma of 2.4 (BT.1886), like SDR video.
  Rgb operator()(const Rgb& signal) const;

  // Maps display light (1 = diffuse white) to display light from 0 to 1: unchanged up to a knee, then compressed up to
  // the peak.
  double roll_off(double light) const;

 private:
  Rgb linearize(const Rgb& signal) const;

  AVColorTransferCharacteristic transfer_;
  bool hdr_;
  std::array<Rgb, 3> to_709_{};   // linear light, rows
  std::array<double, 3> luma_{};  // of the source's primaries
  double peak_ = 1;               // HDR: peak display light, 1 = diffuse white
  double peak_pq_ = 1;            // the same as a PQ signal
  double knee_pq_ = 1;            // relative to peak_pq_
};

}  // namespace cliploop
