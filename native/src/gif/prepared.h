// What can be computed from one image alone, on any thread.
#pragma once

#include <memory>
#include <vector>

#include "frame/image.h"
#include "gif/encoder.h"
#include "palette/histogram.h"
#include "palette/planes.h"

namespace cliploop::gif {

// Takes 4 bytes per pixel besides the image, and 48 bytes for each of up to 65,536 color cells (usually a few
// thousand).
struct Prepared {
  ImagePtr image;
  bool exact = false;  // at most 255 visible colors; bins is empty then
  bool covers = true;  // no transparent pixel
  ImagePlanes planes;
  ColorBins bins;  // of the visible pixels
};

std::shared_ptr<const Prepared> prepare_image(ImagePtr image);

}  // namespace cliploop::gif
