// What a job would make, without making it. One call = one job.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "input/av_log.h"
#include "job/describe.h"
#include "job/estimate.h"
#include "job/options.h"
#include "job/progress.h"

namespace cliploop {

struct PlanResult : JobResult {  // size: as estimated
  Format format = Format::GIF;
  std::optional<Rational> end;       // of the segment; absent: it is the end of the video, which is not known
  std::optional<Rational> duration;  // seconds of one play
  std::optional<int64_t> frames;     // before identical frames are merged
  bool exact = false;                // the frames were counted, not computed from the frame rate
  Rational frame_rate;               // of the output, frames per second; 0 = unknown
  struct Delays {
    Rational shortest;  // seconds
    Rational longest;
  };
  std::optional<Delays> delays;
  int loop = 0;
  struct Measured : Estimate {
    double seconds = 0;        // of the job with as many threads
    int64_t tried_frames = 0;  // that were encoded to find this
  };
  std::optional<Measured> estimate;  // absent: the number of frames is not known
};

// Runs like animate(), and fails like it as far as the failure is known before encoding.
PlanResult plan(const AnimateOptions& options, Source& source, AvLog& log, CancelToken& cancel,
                ProgressMeter& progress);

std::string to_json(const PlanResult& result);

}  // namespace cliploop
