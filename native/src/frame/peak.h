// Measures how bright HDR frames are.
#pragma once

#include <optional>

#include "frame/raster.h"

namespace cliploop {

// The brightest channel (as light of the display, in nits) of all frames so far. Memory is that of a few rows.
class PeakMeter {
 public:
  // color.hdr() must be true. Throws a Failure of Stage::SCALE.
  void add(const AVFrame& frame, const ColorInfo& color);
  // 0 before the first frame.
  int nits() const;

 private:
  void add_strip(Raster& raster, const AVFrame& frame, ColorInfo color, int y, int rows);

  Raster strip_, last_strip_;
  uint16_t signal_ = 0;      // PQ: the highest
  double hlg_nits_ = 0;      // HLG: the highest
  uint16_t hlg_signal_ = 0;  // HLG: pixels up to this signal are not brighter than hlg_nits_
};

}  // namespace cliploop
