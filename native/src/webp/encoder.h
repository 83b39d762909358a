// An animated WebP, frame by frame: push (in order, one thread) -> compress (many threads) -> mux.
#pragma once

#include <cstdint>
#include <vector>

#include "base/cancel.h"
#include "frame/image.h"

namespace cliploop::webp {

struct Options {
  int width = 0;     // pixels, 1 to 16383
  int height = 0;    // pixels, 1 to 16383
  int quality = 75;  // 1 to 100
};

// The part of an image that differs from the picture before it; the rest stays on screen. Offsets are even, as the
// format demands.
struct Patch {
  ImagePtr image;
  int x = 0;
  int y = 0;
  int width = 0;
  int height = 0;
};

class Encoder {
 public:
  explicit Encoder(const Options& options) : options_(options) {}

  // In order. An image equal to its forerunner gives a patch of one pixel.
  Patch push(ImagePtr image);

  // Pure and thread-safe: the frame's chunks (ALPH, VP8 or VP8L), ready for an ANMF chunk. Throws ENCODE_FAILED, and
  // the cancel's cause.
  std::vector<uint8_t> compress(const Patch& patch, CancelToken& cancel) const;

 private:
  Options options_;
  ImagePtr previous_;
};

}  // namespace cliploop::webp
