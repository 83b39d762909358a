// Makes a segment loop without a jump: moves its ends, or fades its end into its beginning.
#pragma once

#include <optional>
#include <vector>

#include "base/cancel.h"
#include "frame/render.h"
#include "input/reader.h"
#include "job/loop_search.h"
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

struct Looked {
  std::vector<Miniature> frames;
  Rational end;         // of what was read, or of the video
  int64_t decoded = 0;  // frames
};

// How frames are rendered to be compared: with the crop, but small.
RenderPlan plan_miniatures(const AnimateOptions& options, const Reader& reader, const AVFrame& first);

// Miniatures of the frames from `from` to `to`; absent: to the end of the video. Of very many frames, only some. most:
// frames that are decoded.
Looked look(const AnimateOptions& options, Rational from, std::optional<Rational> to, int64_t most, Reader& reader,
            Timings& timings, CancelToken& cancel);

// Chooses the ends and the length of the fade. With a fade, the segment is changed to begin earlier by that length, as
// far as the video allows, and the output to begin after it. The reader must be moved afterwards. nullopt: the options
// do not ask for a loop.
std::optional<Loop> close_loop(const AnimateOptions& options, Segment& segment, Reader& reader, Timings& timings,
                               CancelToken& cancel);

}  // namespace cliploop
