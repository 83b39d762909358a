// The stills that a job takes: their number, and the parts of the segment that they stand for.
#pragma once

#include <optional>
#include <vector>

#include "input/reader.h"
#include "job/options.h"
#include "job/segment.h"

namespace cliploop {

struct StillPlan {
  StillSelection::Kind kind = StillSelection::Kind::COUNT;
  struct Target {
    Rational time;
    int64_t number = 0;  // in the result
  };
  std::vector<Target> targets;    // TIMES, in the order of time
  std::optional<Rational> end;    // of the segment, as far as it is known
  std::optional<int64_t> number;  // of the stills, when it is known
};

// Finds the length of the video where the stills depend on it. Throws LIMIT_FRAMES. Adds the warning START_CLAMPED.
StillPlan plan_stills(const StillsOptions& options, Segment& segment, Reader& reader, std::vector<Warning>& warnings);

}  // namespace cliploop
