// Encodes a few consecutive frames of an output on the calling thread, and measures their bytes and time.
#pragma once

#include <cstdint>
#include <vector>

#include "base/cancel.h"
#include "frame/render.h"
#include "job/options.h"
#include "job/timings.h"
#include "sample/sample.h"

namespace cliploop {

struct Trial {
  struct Frame {
    Rational time;       // seconds from the start of the segment
    int64_t bytes = 0;   // 0 for a frame that is the same as the one before
    double seconds = 0;  // of the processor
  };
  std::vector<Frame> frames;   // the first one does not depend on another
  int64_t around = 0;          // bytes of the header and the end of the file
  double ordered_seconds = 0;  // of the processor, in the stage that takes the frames in order
  bool visible = false;
};

Trial try_frames(const AnimateOptions& options, int loop, const RenderPlan& plan, Renderer& renderer,
                 const std::vector<SampledFrame>& frames, Timings& timings, CancelToken& cancel);

}  // namespace cliploop
