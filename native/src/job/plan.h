// The output of a job, as far as it is known before the first picture is encoded.
#pragma once

#include <cstdint>
#include <functional>

#include "base/rational.h"

namespace cliploop {

struct JobPlan {
  int width = 0;         // of the output, pixels
  int height = 0;        // pixels
  Rational start;        // seconds from the first displayed frame
  Rational duration;     // seconds; 0 = unknown
  int64_t frames = 0;    // before equal pictures are merged; 0 = unknown
  Rational frame_rate;   // of the output, frames per second; 0 = unknown
  Rational source_rate;  // of the source, frames per second; 0 = unknown
};

using TellPlan = std::function<void(const JobPlan&)>;

}  // namespace cliploop
