// Dithering: chooses a palette color for each pixel.
#pragma once

#include <cstdint>
#include <vector>

#include "base/pool.h"
#include "palette/nearest.h"

namespace cliploop {

enum class Dither {
  automatic,        // error diffusion, weaker in busy areas
  none,             // the nearest color
  floyd_steinberg,  // error diffusion at full strength
  ordered,          // an 8x8 threshold pattern: does not change from frame to frame, and compresses well
};

// What dithering does with a pixel.
enum class PixelAction : uint8_t {
  skip,   // stays as it is on screen, and takes no part in error diffusion
  reuse,  // keeps its color on screen when that is close enough, else gets a palette color
  draw,   // gets a palette color
};

// The index of pixels that are not drawn. Palettes for dithering have at most 255 colors.
inline constexpr uint8_t kSkipped = 255;

// Views of planes with width * height pixels, owned by the caller.
struct DitherJob {
  int width = 0;
  int height = 0;
  const uint8_t* target = nullptr;  // RGBA: the frame to show
  uint8_t* screen = nullptr;        // RGBA: the frame on screen, which is updated
  const PixelAction* actions = nullptr;
  const uint8_t* activity = nullptr;  // ImagePlanes::activity of the target
};

// By how much another color may be farther from the wanted one than the nearest palette color, as a squared distance
// (palette/ycc.h). It grows with the activity, because errors are less visible in busy areas. Negative: the other
// color is never taken.
struct Slack {
  int flat = 0;    // at activity 0
  int busy = 0;    // 64ths of the squared activity that are added
  int most = 255;  // activity beyond this adds no more, because it comes from edges, not from texture

  constexpr int at(int activity) const {
    const int counted = activity < most ? activity : most;
    return flat + counted * counted * busy / 64;
  }
};

struct DitherTuning {
  Dither kind = Dither::automatic;
  // 0 to 256: the share of an error that is passed on to the neighbors. For Dither::automatic, which passes on less in
  // busy areas.
  int strength = 0;
  // For keeping the color on screen, which takes almost no bytes.
  Slack reuse = {};
  // For repeating the color of the pixel before, which compresses well. Ordered dithering does not use it, because its
  // pattern compresses well already.
  Slack run = {};
};

// One index per pixel, kSkipped where the screen is not changed.
FrameVector<uint8_t> dither(const DitherJob& job, ColorTable& table, const DitherTuning& tuning);

}  // namespace cliploop
