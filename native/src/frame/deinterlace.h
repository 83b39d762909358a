// Deinterlaces frames: each interlaced frame gives one progressive frame, at the time of its first field.
#pragma once

#include "base/av_ptr.h"

namespace cliploop {

// Motion-adaptive. The lines of the first field are kept. The other lines are interpolated along edges from the lines
// above and below, and limited to what the neighboring fields show at the same place, so that still areas keep every
// line.
class Deinterlacer {
 public:
  // False for layouts that are not supported (packed, palette, floating point).
  static bool handles(AVPixelFormat format);

  // previous and next: the frames beside current in display order. Frames that are null or have another size or format
  // are not used. The result is valid until the next call.
  const AVFrame& run(const AVFrame* previous, const AVFrame& current, const AVFrame* next, bool top_field_first);

 private:
  FramePtr out_;
};

}  // namespace cliploop
