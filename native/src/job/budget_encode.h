// Encodes frames that exist already: in another order, blended, or with settings that make the output fit into a number
// of bytes.
#pragma once

#include "frame/render.h"
#include "job/encode.h"
#include "job/memory.h"
#include "job/playback.h"
#include "job/rendered_frames.h"

namespace cliploop {

// The frames of an output, which exist already.
struct PlayedJob {
  EncodeJob& job;
  CancelToken& cancel;
  const SegmentPlan& plan;
  const PipelineSize& size;
  RenderedFrames& images;
  const PlayedFrames& frames;
};

struct PlayedOutput {
  int64_t frames = 0;    // in the file
  int64_t duration = 0;  // units of the container
  int64_t merged = 0;    // frames dropped because the container cannot show them so briefly
  bool visible = false;
  std::optional<FittedOutput> fitted;
  std::optional<Jumps> jumps;  // when frames are blended
};

// Memory for frames that are blended into others. Those beyond it are read each time.
inline constexpr int64_t most_blended_bytes = int64_t{64} << 20;

// Encodes the frames to the output of the job. Within its byte budget, the output is complete when it is written.
// Throws BUDGET_TOO_SMALL when the output cannot be that small.
PlayedOutput encode_played(const PlayedJob& played);

}  // namespace cliploop
