// What the quality dial (1 to 100) means for a GIF: every formula that depends on it is here.
#pragma once

#include <algorithm>

#include "palette/dither.h"

namespace cliploop::gif {

struct Quality {
  int colors;      // palette size, without the transparent index
  int hold_noise;  // levels by which a pixel's true colour may differ from the one that was drawn, and be left on
                   // screen
  int hold_drift;  // 25ths of a level by which its 5x5 neighbourhood may differ on the whole; more is motion, not noise
  DitherTuning tuning;
};

// Found by measuring SSIM, butteraugli and flicker against bytes on film, animation, fixed cameras and screens.
inline Quality quality_of(int quality, Dither dither) {
  const int loss = 100 - quality;  // 0 to 99
  return {
      .colors = 255 - std::max(0, loss - 20) * 5 / 2,
      .hold_noise = 2 + loss / 4,
      .hold_drift = 26 + loss / 4,
      .tuning = {.kind = dither,
                 .strength = std::max(80, 205 - loss * 3),
                 .reuse = {.flat = 8 + loss * 3 / 4, .busy = loss * 7 / 4, .most = 48},
                 .run = {.flat = 8 + loss * 3 / 4, .busy = loss * 9 / 4, .most = 48}},
  };
}

// Rounds of k-means for a palette, by the effort dial (0 to 6): more bring it nearer to the source.
inline int rounds_of(int effort) { return effort < 2 ? 1 : effort < 4 ? 2 : effort; }

// The first picture is seen longest, and what stands still keeps it to the end.
inline Quality opening_quality_of(int quality, Dither dither) { return quality_of(100 - (100 - quality) / 3, dither); }

}  // namespace cliploop::gif
