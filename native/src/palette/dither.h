// Which palette colour stands for each pixel.
#pragma once

#include <cstdint>
#include <vector>

#include "base/pool.h"
#include "palette/nearest.h"

namespace cliploop {

enum class Dither {
  automatic,        // error diffusion, as strong as the content needs
  none,             // the nearest colour
  floyd_steinberg,  // error diffusion at full strength
  ordered,          // an 8x8 threshold pattern: stable from frame to frame, and small
};

// What is to become of a pixel.
enum class Plan : uint8_t {
  skip,   // stays as it is on screen, and takes no part in error diffusion
  offer,  // what is on screen may stand for it, as if it were one more palette colour
  draw,   // gets a palette colour
};

// The index of pixels that are not drawn; palettes for dithering have at most 255 colours.
inline constexpr uint8_t kSkipped = 255;

// Views of planes of width * height pixels; the caller owns them.
struct DitherJob {
  int width = 0;
  int height = 0;
  const uint8_t* target = nullptr;  // RGBA: what the picture should look like
  uint8_t* screen = nullptr;        // RGBA: what is there already, and what is drawn
  const Plan* plan = nullptr;
  const uint8_t* activity = nullptr;  // Planes::activity of the target
};

// How much worse than the palette's nearest another colour may be, as a squared distance (palette/ycc.h): errors hide
// in busy places. Negative: the other is never taken.
struct Slack {
  int flat = 0;    // where the activity is 0
  int busy = 0;    // what is added, in 64ths of the activity's square
  int most = 255;  // activity beyond this adds no more: there stand edges, not texture

  constexpr int at(int activity) const {
    const int counted = activity < most ? activity : most;
    return flat + counted * counted * busy / 64;
  }
};

struct DitherTuning {
  Dither kind = Dither::automatic;
  int strength = 0;  // 0 to 256: how much of an error its neighbours make good; automatic only, which does with less in
                     // busy places
  Slack offer = {};  // for a colour on screen: it stays, which costs next to nothing
  Slack run =
      {};  // for the colour drawn just before: repeats compress well. Not for ordered dithering, whose pattern does too
};

// One index a pixel, kSkipped where the screen stays.
FrameVector<uint8_t> dither(const DitherJob& job, ColorTable& table, const DitherTuning& tuning);

}  // namespace cliploop
