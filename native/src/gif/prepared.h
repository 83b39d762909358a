// All that can be computed from one image alone, on any thread.
#pragma once

#include <vector>

#include "frame/image.h"
#include "gif/encoder.h"
#include "palette/histogram.h"
#include "palette/planes.h"
#include "palette/quantize.h"

namespace cliploop::gif {

struct Prepared {
  ImagePtr image;
  bool exact = false;          // at most 255 visible colours: the fields below are empty
  Planes planes;
  std::vector<ColorBin> bins;  // of the visible pixels
  Quantized quantized;         // for drawing the whole image
};

}  // namespace cliploop::gif
