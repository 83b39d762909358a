// Makes a segment loop without a jump: moves its ends, or fades its end into its beginning.
#pragma once

#include <optional>

#include "base/cancel.h"
#include "input/reader.h"
#include "job/options.h"
#include "job/segment.h"
#include "job/timings.h"

namespace cliploop {

// How a loop was closed.
struct Loop {
  bool moved = false;     // the ends are not those that were asked for
  Rational fade;          // seconds of the video, in results of the output; 0 = none
  double before = 0;      // the jump of the segment that was asked for
  double after = 0;       // the jump of the output
  bool measured = false;  // both are known
};

// Chooses the ends and the length of the fade. With a fade, the segment is changed to begin earlier by that length, as
// far as the video allows, and the output to begin after it. The reader must be moved afterwards. nullopt: the options
// do not ask for a loop.
std::optional<Loop> close_loop(const AnimateOptions& options, Segment& segment, Reader& reader, Timings& timings,
                               CancelToken& cancel);

}  // namespace cliploop
