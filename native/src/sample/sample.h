// Frame-rate conversion: samples the video at the frame rate of the output.
#pragma once

#include <deque>
#include <functional>
#include <optional>

#include "base/rational.h"
#include "input/reader.h"

namespace cliploop {

// A frame that the output shows from `start` (seconds from the start of the segment) until the next one. previous and
// next are its neighbors in display order, for deinterlacing, or null.
struct SampledFrame {
  FramePtr frame;
  FramePtr previous;
  FramePtr next;
  Rational start;
  size_t index = 0;  // of a frame without samples, which are elsewhere
};

// Sample k shows the frame that is on screen at start + k / fps. Without a frame rate, every source frame is shown at
// its own time; with a limit, a frame begins at its own time or 1 / limit after the one before, whichever is later, and
// is left out when another one replaces it before that. A constant frame rate above the limit thus becomes the limit,
// and slower frames keep their times. Samples of the same frame give one SampledFrame.
class Sampler final : public SampleTimes {
 public:
  struct Options {
    Rational start;                      // seconds from the first displayed frame
    std::optional<Rational> end;         // absent: the end of the video
    std::optional<Rational> fps;         // absent: that of the source
    Rational tolerance;                  // a frame that is late by this much is on time
    std::optional<Rational> limit = {};  // samples per second, when fps is absent
  };
  explicit Sampler(const Options& options) : options_(options), due_(options.start) {}

  using Emit = std::function<void(SampledFrame)>;
  // Takes frames in display order. Emits a sampled frame when the next frame is known.
  void add(const TimedFrame& frame, const Emit& emit);
  // Call this after the last frame, which is on screen until `end`. Returns the end of the segment.
  Rational finish(Rational end, const Emit& emit);

  // True when all samples are made; further frames have no effect.
  bool done() const { return done_; }
  // The number of samples so far, repeats included.
  int64_t samples() const { return samples_; }

  std::optional<Rational> next_sample(Rational time) const override;
  std::optional<Grid> grid() const override;

 private:
  Rational sample_time(int64_t k) const { return options_.start + Rational{k} / *options_.fps; }
  bool beyond_end(Rational time) const { return options_.end && time >= *options_.end; }
  // Makes the samples of `current_`, which is on screen until `until`.
  void show_until(Rational until, const FramePtr& next, const Emit& emit);
  void show_at_own_time(Rational until, const FramePtr& next, const Emit& emit);
  void show_within_limit(Rational until, const FramePtr& next, const Emit& emit);
  void emit_current(Rational start, const FramePtr& next, const Emit& emit);

  Options options_;
  std::optional<TimedFrame> current_;
  FramePtr previous_;
  bool current_shown_ = false;
  bool started_ = false;
  bool done_ = false;
  int64_t samples_ = 0;
  Rational due_;  // the earliest time of the next sample, with a limit
};

}  // namespace cliploop
