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
  int effort = 2;    // 0 to 6
};

// The part of an image that differs from the picture before it; the rest stays on screen. Offsets are even, as the
// format demands.
struct Patch {
  ImagePtr image;
  int x = 0;
  int y = 0;
  int width = 0;
  int height = 0;
  // When not empty: for each block of kBlock x kBlock pixels of the patch, by rows, whether it is left as it is on
  // screen. The patch is then drawn with transparency, over what is there.
  std::vector<bool> kept;

  bool blends() const { return !kept.empty(); }
};

inline constexpr int kBlock = 8;  // a quarter of what VP8 codes at once, and a whole chroma block

class Encoder {
 public:
  explicit Encoder(const Options& options) : options_(options) {}

  // In order. What differs from the screen by no more than noise is left alone where that pays; an image that differs
  // nowhere gives a patch of one block.
  Patch push(const ImagePtr& image);

  // Pure and thread-safe: the frame's chunks (ALPH, VP8 or VP8L), ready for an ANMF chunk. Throws ENCODE_FAILED, and
  // the cancel's cause.
  std::vector<uint8_t> compress(const Patch& patch, CancelToken& cancel) const;

 private:
  Patch rectangle(const ImagePtr& image);
  Patch difference(const ImagePtr& image);

  Options options_;
  int dependent_ = 0;           // frames since the last that needs none before it
  ImagePtr previous_;           // while images are not opaque
  FrameVector<uint8_t> truth_;  // RGBA: each block as it was when it was last drawn; empty before the first image
};

}  // namespace cliploop::webp
