// An animated WebP, frame by frame: push (in order, one thread) -> compress (many threads) -> mux.
#pragma once

#include <cstdint>
#include <vector>

#include "base/cancel.h"
#include "frame/image.h"
#include "webp/patch.h"

namespace cliploop::webp {

struct Options {
  int width = 0;     // pixels, 1 to 16383
  int height = 0;    // pixels, 1 to 16383
  int quality = 75;  // 1 to 100
  int effort = 2;    // 0 to 6
};

class Encoder {
 public:
  explicit Encoder(const Options& options) : options_(options) {}

  // In order, from one thread at a time. Changes within noise are left out where that makes the file smaller. An image
  // without changes gives a patch of one block.
  Patch push(const ImagePtr& image);

  // Pure and thread-safe: the chunks of the frame (ALPH, VP8 or VP8L) for an ANMF chunk. Throws ENCODE_FAILED, and the
  // cause of a cancelled job.
  std::vector<uint8_t> compress(const Patch& patch, CancelToken& cancel) const;

 private:
  Patch changed_rectangle(const ImagePtr& image);
  Patch changed_blocks(const ImagePtr& image);

  Options options_;
  int dependent_ = 0;  // frames since the last one that needs no frame before it
  ImagePtr previous_;  // the last image, when it was not opaque
  FrameVector<uint8_t>
      drawn_;  // RGBA: the source pixels of each block when it was last drawn; empty before the first image
};

}  // namespace cliploop::webp
