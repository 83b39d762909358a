// Interlaced frames to progressive ones: one frame out for each frame in, at the time of its first field.
#pragma once

#include "base/av_ptr.h"

namespace cliploop {

// Motion-adaptive: the first field's lines are kept; the other lines are guessed along edges from the lines above and
// below, and held within what the neighbouring fields show at the same place, so that still areas keep every line.
class Deinterlacer {
 public:
  // False for layouts that it leaves alone (packed, palette, floating point).
  static bool handles(AVPixelFormat format);

  // previous and next are the frames beside current in display order; null, or of another size or format: the guess is
  // made from current alone. The answer is valid until the next call.
  const AVFrame& run(const AVFrame* previous, const AVFrame& current, const AVFrame* next, bool top_field_first);

 private:
  FramePtr out_;
};

}  // namespace cliploop
