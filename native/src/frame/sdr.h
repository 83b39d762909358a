// Maps SDR signals whose primaries or transfer are not those of ordinary video to sRGB, in double precision.
// frame/lut.h makes it fast.
#pragma once

#include "frame/color.h"
#include "frame/primaries.h"

namespace cliploop {

class SdrMap {
 public:
  // color.needs_mapping() must be true, and color.hdr() false.
  explicit SdrMap(const ColorInfo& color);

  // Converts R'G'B' signals from 0 to 1 of the source to sRGB signals from 0 to 1. Gray stays gray; it changes only
  // where the transfer is linear, logarithmic or that of digital cinema. Colors that sRGB has stay the same; see
  // fit_gamut() for others.
  Vector3 operator()(const Vector3& signal) const;

 private:
  double to_light(size_t channel, double signal) const;
  double to_signal(double light) const;

  std::shared_ptr<const IccProfile> icc_;  // or null
  AVColorTransferCharacteristic transfer_;
  double gamma_ = 0;  // of the display on both sides; 0: the transfer is that of the standard, and the result is sRGB
  Matrix3 to_709_{};  // linear light
};

}  // namespace cliploop
