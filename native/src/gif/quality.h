// What the options quality and effort mean for a GIF. All formulas that depend on them are here.
#pragma once

#include <algorithm>

#include "palette/dither.h"

namespace cliploop::gif {

struct Quality {
  int colors;  // palette size, without the transparent index
  // A pixel stays on screen when its source color has changed by at most hold_noise levels since it was drawn, and the
  // mean of its 5x5 neighborhood by at most hold_drift 25ths of a level. More is motion, not noise.
  int hold_noise;
  int hold_drift;
  DitherTuning tuning;
};

// The constants come from measurements of SSIM, butteraugli, flicker and size on film, animation, fixed cameras and
// screen recordings. quality: 1 to 100.
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

// The rounds of k-means for a palette; more rounds bring it closer to the source. effort: 0 to 6.
inline int rounds_of(int effort) { return effort < 2 ? 1 : effort < 4 ? 2 : effort; }

// The first frame gets a higher quality, because still areas show it until the end.
inline Quality first_frame_quality_of(int quality, Dither dither) {
  return quality_of(100 - (100 - quality) / 3, dither);
}

}  // namespace cliploop::gif
