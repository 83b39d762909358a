// Chooses the parts of a segment that are encoded for an estimate.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "input/reader.h"

namespace cliploop {

// What the parts of a job cost, in nanoseconds of the processor on a usual machine. Only their ratios matter, and they
// are not measured, so that the same input always gives the same choice.
struct JobCosts {
  double open = 0;
  double decode = 0;  // of a frame of the source
  double encode = 0;  // of a frame of the output
};

inline constexpr int run_frames = 4;  // of each run after the first

struct RunChoice {
  int first = 2;  // frames of the output from the start of the segment
  struct Run {
    Rational time;  // of a key frame, seconds from the first displayed frame
  };
  // Where no key frame is near, a run may begin anywhere: all frames up to there are decoded.
  std::optional<int> second = {};  // its first frame
  std::vector<Run> runs;           // in the order of time
};

// times: of the frames of the output, from the start of the segment. packets: in the order of display, may be empty:
// then there are no runs. share: of the cost of the whole job.
RunChoice choose_runs(const std::vector<Rational>& times, Rational start, const std::vector<PacketNote>& packets,
                      const std::vector<double>& activity, const JobCosts& costs, double share);

}  // namespace cliploop
