// Measures how bright an HDR frame is.
#pragma once

#include "frame/raster.h"

namespace cliploop {

// Memory is that of a few rows.
class PeakMeter {
 public:
  // The brightest channel of the frame as light of the display, in nits. Dolby Vision from 720 rows on is measured in a
  // quarter of its rows. color.hdr() must be true. Throws a Failure of Stage::SCALE.
  int measure(const AVFrame& frame, const ColorInfo& color);

 private:
  void add_strip(Raster& raster, const AVFrame& frame, ColorInfo color, int y, int rows);

  Raster strip_, last_strip_;
  uint16_t signal_ = 0;      // PQ: the highest
  double hlg_nits_ = 0;      // HLG: the highest
  uint16_t hlg_signal_ = 0;  // HLG: pixels up to this signal are not brighter than hlg_nits_
};

}  // namespace cliploop
