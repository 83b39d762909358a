// Exact times -> whole container units (centiseconds in GIF, milliseconds in WebP), rounded cumulatively, so nothing
// drifts.
#pragma once

#include <deque>
#include <functional>

#include "frame/sample.h"

namespace cliploop {

struct DelayRules {
  int64_t units_per_second;
  int64_t shortest;  // units; viewers slow shorter delays down to a crawl
};
inline constexpr DelayRules gif_delays{100, 2};
// Browsers show a frame of up to 10 ms for 100 ms.
inline constexpr DelayRules webp_delays{1000, 11};

// Gives each shot its place on the container's clock. Frames too close together are pushed apart by at most one unit
// less than the shortest delay; one that falls behind further is dropped, and the picture before it stays.
class DelayRounder {
 public:
  explicit DelayRounder(const DelayRules& rules) : rules_(rules) {}

  // duration in units, at least rules.shortest.
  using Emit = std::function<void(SampledFrame, int64_t duration)>;
  void add(SampledFrame frame, const Emit& emit);
  // end: seconds from the segment's start. A last frame that would be too short joins its neighbour.
  void finish(Rational end, const Emit& emit);

  // Frames dropped because they came too fast.
  int64_t merged() const { return merged_; }

 private:
  struct Placed {
    SampledFrame frame;
    int64_t at;
  };
  int64_t units(Rational time) const { return (time * Rational{rules_.units_per_second}).rounded(); }

  DelayRules rules_;
  std::deque<Placed> held_;  // at most two: the last may have to join the one before it
  int64_t merged_ = 0;
};

}  // namespace cliploop
