// Parts of an image that stand for the whole of it, so that fewer pixels are encoded for an estimate.
#pragma once

#include <cstdint>

#include "frame/image.h"
#include "job/options.h"

namespace cliploop {

// Stripes over the whole width, spread evenly over the height.
class Stripes {
 public:
  // The whole image.
  explicit Stripes(int height) : height_(height), each_(height) {}
  // The whole image when it is small. few: at most three stripes, for encoders that predict blocks from those above.
  Stripes(int width, int height, bool few);

  // The stripes of an image of this size, one below the other.
  ImagePtr take(ImagePtr image) const;
  int rows() const { return count_ * each_; }
  // The pixels of the image, as a multiple of those of the stripes.
  double scale() const { return static_cast<double>(height_) / rows(); }

 private:
  int height_;
  int count_ = 1;
  int each_;  // rows of a stripe
};

// Those of an animation. AVIF takes the whole image: its encoders predict frames from frames, in all directions.
Stripes stripes_for(Format format, int width, int height);

}  // namespace cliploop
