// Encodes the segment: seeks to its start, then decodes, samples and encodes to its end.
#pragma once

#include <optional>

#include "input/reader.h"
#include "job/options.h"
#include "job/plan.h"
#include "job/progress.h"
#include "job/segment.h"
#include "job/sink.h"
#include "job/size_watch.h"
#include "job/timings.h"

namespace cliploop {

// What a job needs to encode; it stays the same when encoding starts again.
struct EncodeJob {
  const AnimateOptions& options;
  Sink& sink;
  CancelToken& cancel;
  ProgressMeter& progress;
  Timings& timings;
  Reader& reader;
  const Segment& segment;
  const PlanCallback& on_plan;
  int loop = 0;   // total plays; 0 = forever
  Rational fade;  // the output begins so long after the segment, and its end fades into what is before
  bool announced = false;

  // Opens the output and reports the plan, the first time only. This comes after the checks of the input and the
  // segment, so that their errors come first.
  void announce(const JobPlan& plan);
};

// The settings that make an output fit into its byte budget.
struct FittedOutput {
  int quality = 0;
  int width = 0;   // pixels
  int height = 0;  // pixels
  Rational rate;   // frames per second of the output
  int encodes = 0;
};

// How much a loop jumps, see jump_of().
struct Jumps {
  double before = 0;  // without the fade
  double after = 0;
};

struct EncodeResult {
  SegmentPlan plan;
  int64_t frames = 0;                 // in the file
  int64_t duration = 0;               // units of the container
  int64_t samples = 0;                // frames at the frame rate of the output, repeats included
  int64_t merged = 0;                 // frames dropped because the container cannot show them so briefly
  Rational end;                       // of the segment
  std::optional<Rational> video_end;  // set when the reader reached it
  std::optional<SizeChange> size_change;
  int64_t errors = 0;       // packets of the segment that gave no frame or a damaged one
  bool from_start = false;  // seeking did not work
  bool visible = false;     // a pixel of the output is not transparent
  std::optional<FittedOutput> fitted;
  Rational fade;               // with a fade, so long after the segment the output begins
  std::optional<Jumps> jumps;  // the same
};

// Encoding starts again from the first frame when a seek missed the segment. Throws DECODE_FAILED when most of the
// packets of the segment are damaged.
EncodeResult encode_segment(EncodeJob& job);

}  // namespace cliploop
