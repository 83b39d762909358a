// All that can be computed from one image alone, on any thread.
#pragma once

#include <memory>
#include <vector>

#include "frame/image.h"
#include "gif/encoder.h"
#include "palette/histogram.h"
#include "palette/planes.h"

namespace cliploop::gif {

// Besides the image it holds 4 bytes a pixel, and 48 for each of its up to 65,536 distinct colour cells (usually some
// thousands).
struct Prepared {
  ImagePtr image;
  bool exact = false;  // at most 255 visible colours: bins are left empty
  bool covers = true;  // no transparent pixel
  Planes planes;
  ColorBins bins;  // of the visible pixels
};

std::shared_ptr<const Prepared> prepare_image(ImagePtr image);

}  // namespace cliploop::gif
