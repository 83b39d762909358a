// Rounds exact times to the units of the container: centiseconds in GIF, milliseconds in WebP, 1/120,000 s in AVIF.
// Rounding is cumulative, so the times do not drift.
#pragma once

#include <deque>
#include <functional>

#include "sample/sample.h"

namespace cliploop {

struct DelayRules {
  int64_t units_per_second;
  int64_t shortest;  // units; players slow shorter delays down
};
inline constexpr DelayRules gif_delays{100, 2};
// Browsers show frames of up to 10 ms for 100 ms.
inline constexpr DelayRules webp_delays{1000, 11};
// A multiple of the frame rates of film, video and their NTSC variants.
inline constexpr DelayRules avif_delays{120'000, 1320};

// Gives each frame its delay. Frames that are too close together move apart, by less than the shortest delay. A frame
// that would move further is dropped, and the frame before it stays on screen.
class DelayRounder {
 public:
  // speed: seconds of the segment in a second of the output.
  explicit DelayRounder(const DelayRules& rules, Rational speed = Rational{1})
      : rules_(rules), units_per_second_(Rational{rules.units_per_second} / speed) {}

  // duration: units, at least rules.shortest.
  using Emit = std::function<void(SampledFrame, int64_t duration)>;
  void add(SampledFrame frame, const Emit& emit);
  // end: seconds from the start of the segment. A last frame that would be too short is merged into the one before.
  void finish(Rational end, const Emit& emit);

  // The number of frames dropped.
  int64_t merged() const { return merged_; }

 private:
  struct Timed {
    SampledFrame frame;
    int64_t at;
  };
  int64_t units(Rational time) const { return (time * units_per_second_).rounded(); }

  DelayRules rules_;
  Rational units_per_second_;  // of the segment
  std::deque<Timed> held_;     // at most two, because the last may have to be merged into the one before
  int64_t merged_ = 0;
};

}  // namespace cliploop
