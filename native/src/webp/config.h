// What the one quality dial means to libwebp.
#pragma once

#include <webp/encode.h>

namespace cliploop::webp {

// By how much a block may differ from what was drawn and be left on screen.
struct Tolerance {
  static constexpr int kDriftUnit = 25;
  int noise = 0;  // levels, of any sample
  int drift = 0;  // 25ths of a level, of the mean
};
Tolerance tolerance_of(int quality);

// quality 1 to 100: libwebp's lossy scale, lowered in between (75 stands for 63), because blocks that stay on screen
// look better than new ones; 100 is still lossy. effort 0 to 6: libwebp's method. Alpha keeps its edges: it is stored
// losslessly.
WebPConfig frame_config(int quality, int effort);

// For a part of few colours, where it may be the smaller one too.
WebPConfig lossless_config(int effort);

}  // namespace cliploop::webp
