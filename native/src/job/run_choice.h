// Chooses the parts of a segment that are encoded for an estimate.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "input/reader.h"

namespace cliploop {

// What the parts of a job cost, in nanoseconds of processor time on a usual machine. They are constants, not measured,
// so that the same input always gives the same choice.
struct JobCosts {
  double open = 0;
  double decode = 0;   // of a frame of the source
  double encode = 0;   // of a frame of the output
  double attempt = 0;  // of a frame that is encoded for the estimate
};

inline constexpr int run_frames = 4;  // of each run after the first

// The frames that the output would have between the key frame at which reading begins and the segment.
struct RunLead {
  std::vector<Rational> times;   // seconds from the start of the segment, negative
  std::vector<double> activity;  // of each, see Activity
};

// What is known of a segment before it is decoded.
struct RunSegment {
  const std::vector<Rational>& times;      // of the frames of the output, from the start of the segment
  Rational start;                          // of the segment
  const std::vector<PacketNote>& packets;  // in the order of display; empty: not known, then there is only one run
  const std::vector<double>& activity;     // of the frames of the output; empty: not known
  const RunLead& lead;
};

struct RunChoice {
  // A run after the first. It begins at a frame of the output, which is reached by decoding on, or from a key frame.
  struct Run {
    int frame;
    std::optional<Rational> key = {};  // seconds from the first displayed frame
  };
  int first = 2;  // frames of the output from the start of the segment
  // The first run begins here, seconds from the first displayed frame, because decoding up to the segment takes long.
  std::optional<Rational> begin = {};
  std::vector<Run> runs;  // in the order of time
  struct Costs {          // as in JobCosts
    double lead = 0;      // of decoding up to the first run
    double decode = 0;    // after that
    double encode = 0;
  } costs = {};
  bool whole = false;  // whole frames are encoded, not parts of each
};

// share: of the cost of the whole job. A short job may cost more. times of the segment: not empty.
RunChoice choose_runs(const RunSegment& segment, const JobCosts& costs, double share);

// Whether a plan takes clearly less time with this number of threads that decode than with one.
bool is_faster_with_threads(const RunChoice& choice, const JobCosts& costs, int threads);

}  // namespace cliploop
