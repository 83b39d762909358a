// A segment of a video -> an animated GIF, WebP or AVIF. One call = one job.
#pragma once

#include <string>

#include "input/av_log.h"
#include "job/describe.h"
#include "job/encode.h"
#include "job/loop.h"
#include "job/options.h"
#include "job/plan.h"
#include "job/progress.h"
#include "job/sink.h"

namespace cliploop {

struct AnimateResult : JobResult {
  Format format = Format::GIF;
  int64_t frames = 0;  // frames in the file
  Rational duration;   // seconds of one play
  Rational end;        // seconds from the first displayed frame
  std::string md5;
  int64_t bitrate = 0;  // bits per second
  int loop = 0;
  std::optional<FittedOutput> fitted;  // with a byte budget
  std::optional<Loop> seam;            // when the segment was made to loop
};

// Runs on the calling thread and on threads of its own, which have ended when it returns or throws a Failure. It opens
// the sink when the segment is known to lie in the video, and commits it on success. on_plan may be empty; it is called
// once, after the sink was opened and the first frame of the segment was decoded.
AnimateResult animate(const AnimateOptions& options, Source& source, Sink& sink, AvLog& log, CancelToken& cancel,
                      ProgressMeter& progress, const PlanCallback& on_plan);

std::string to_json(const AnimateResult& result);

}  // namespace cliploop
