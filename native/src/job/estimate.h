// Estimates the size of an output and the time of its job from a few frames that were encoded.
#pragma once

#include <cstdint>
#include <vector>

#include "input/reader.h"
#include "job/options.h"
#include "job/trial.h"

namespace cliploop {

struct Estimate {
  int64_t bytes = 0;
  int64_t low = 0;  // of four outputs, about three are between low and high
  int64_t high = 0;
  int64_t frames = 0;          // after identical frames are merged
  double work_seconds = 0;     // of the processor, after decoding
  double ordered_seconds = 0;  // of that, in the stage that takes the frames in order

  // For an output that shows the frames several times.
  void repeat(double times);
};

// How much changes up to each frame of an output, by the sizes of the packets of the source.
class Activity {
 public:
  // packets: in the order of display; times from the start of the segment. Empty: nothing is known.
  explicit Activity(std::vector<PacketNote> packets);

  // The average size of the packets in the part, in bytes. Key packets count like their neighbors.
  double between(Rational from, Rational to) const;
  // Whether a new scene begins in the part.
  bool cut_between(Rational from, Rational to) const;
  bool known() const { return !packets_.empty(); }

 private:
  std::vector<PacketNote> packets_;
  std::vector<double> sums_;  // of the packets before each packet
  std::vector<int> cuts_;
};

// times: of the frames of the output, in seconds from the start of the segment. trials: in the order of time, the first
// one begins with the first frame of the output. usual_bytes: of a frame of this size in a usual video.
Estimate estimate(const std::vector<Rational>& times, const Activity& activity, const std::vector<Trial>& trials,
                  Format format, double usual_bytes);

}  // namespace cliploop
