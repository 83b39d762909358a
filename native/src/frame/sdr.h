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
  // where the transfer is linear, logarithmic or that of digital cinema. Hues stay the same. Colors outside sRGB are
  // moved to its edge gradually, so that different ones stay different.
  Vector3 operator()(const Vector3& signal) const;

 private:
  double to_light(double signal) const;
  double to_signal(double light) const;
  double signed_signal(double light) const;
  void map_into_gamut(Vector3& light) const;
  double shorten(double largest, double in_source) const;

  AVColorTransferCharacteristic transfer_;
  double gamma_ = 0;  // of the display on both sides; 0: the transfer is that of the standard, and the result is sRGB
  bool wide_ = false;
  Matrix3 to_709_{};   // linear light
  double widest_ = 0;  // the most negative channel of a color of the source, as a signal relative to the largest one
};

}  // namespace cliploop
