// All that can be computed from one image alone, on any thread.
#pragma once

#include <memory>
#include <vector>

#include "frame/image.h"
#include "gif/encoder.h"
#include "gif/quality.h"
#include "palette/histogram.h"
#include "palette/planes.h"
#include "palette/quantize.h"

namespace cliploop::gif {

// Besides the image it holds 4 bytes a pixel, and 48 for each of its up to 262,144 distinct colour cells (usually some
// thousands).
struct Prepared {
  ImagePtr image;
  bool exact = false;  // at most 255 visible colours: bins and palette are left empty
  bool covers = true;  // no transparent pixel
  Planes planes;
  std::vector<ColorBin> bins;  // of the visible pixels
  Quantized quantized;         // for drawing the whole image
};

std::shared_ptr<const Prepared> prepare_image(ImagePtr image, const Quality& quality);

}  // namespace cliploop::gif
