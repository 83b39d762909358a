// Light: from a wide or high-range signal to what an SDR display shows. The maths, in doubles; frame/lut.h makes it
// fast.
#pragma once

#include <array>

#include "frame/color.h"

namespace cliploop {

// Diffuse white in PQ and HLG (ITU-R BT.2408): becomes nearly SDR white.
inline constexpr int white_nits = 203;

// Signal 0 to 1 to nits (0 to 10000) and back: SMPTE ST 2084.
double pq_to_nits(double signal);
double nits_to_pq(double nits);
// Signal 0 to 1 to scene light 0 to 1: ARIB STD-B67, BT.2100.
double hlg_to_scene(double signal);

class ToneMap {
 public:
  using Rgb = std::array<double, 3>;

  // color.needs_mapping() must hold.
  explicit ToneMap(const ColorInfo& color);

  // R'G'B' signals 0 to 1 in the source's transfer and primaries to sRGB signals 0 to 1. Greys stay grey, hues stay.
  // The SDR side is display-referred with a gamma of 2.4 (BT.1886), as SDR video is, which is shown as it is.
  Rgb operator()(const Rgb& signal) const;

  // Display light (1 = diffuse white) to display light 0 to 1: unchanged up to a knee, then ever flatter up to the
  // peak.
  double roll_off(double light) const;

 private:
  Rgb linearize(const Rgb& signal) const;

  AVColorTransferCharacteristic transfer_;
  bool hdr_;
  std::array<Rgb, 3> to_709_{};   // linear light, rows
  std::array<double, 3> luma_{};  // of the source's primaries
  double peak_ = 1;               // HDR: brightest display light, 1 = diffuse white
  double peak_pq_ = 1;            // the same as a PQ signal
  double knee_pq_ = 1;            // as a part of peak_pq_
};

}  // namespace cliploop
