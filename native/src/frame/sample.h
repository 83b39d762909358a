// Frame-rate conversion: which frame is on screen when the output looks, and for how long it stays.
#pragma once

#include <deque>
#include <functional>
#include <optional>

#include "base/rational.h"
#include "input/reader.h"

namespace cliploop {

// A frame that the output shows from `start` (seconds from the segment's start) until the next one. Neighbours in
// display order are there for deinterlacing, where the source has them.
struct SampledFrame {
  FramePtr frame;
  FramePtr previous;
  FramePtr next;
  Rational start;
};

// Output frame k shows the frame on screen at start + k/fps; without a rate every source frame is shown at its own
// time. Looks that find the same frame again give one shot.
class Sampler final : public SampleTimes {
 public:
  struct Options {
    Rational start;               // seconds from the first displayed frame
    std::optional<Rational> end;  // absent: the video's end
    std::optional<Rational> fps;  // absent: as the source
    Rational tolerance;           // a frame this late is on time
  };
  explicit Sampler(const Options& options) : options_(options) {}

  using Emit = std::function<void(SampledFrame)>;
  // Frames in display order. Emits a shot once it is certain, that is when the next frame is known.
  void add(const TimedFrame& frame, const Emit& emit);
  // No more frames: the last one is on screen until `end`. Returns the segment's end.
  Rational finish(Rational end, const Emit& emit);

  // All looks have been answered; further frames change nothing.
  bool done() const { return done_; }
  // Looks answered so far, repeats included.
  int64_t samples() const { return samples_; }
  // True once some frame was on screen at the start.
  bool started() const { return started_; }

  std::optional<Rational> next_sample(Rational time) const override;

 private:
  Rational sample_time(int64_t k) const { return options_.start + Rational{k} / *options_.fps; }
  // Emits what `current_` is seen for until another frame replaces it at `until`.
  void show_until(Rational until, const FramePtr& next, const Emit& emit);
  void emit_current(Rational start, const FramePtr& next, const Emit& emit);

  Options options_;
  std::optional<TimedFrame> current_;
  FramePtr previous_;
  bool current_shown_ = false;
  bool started_ = false;
  bool done_ = false;
  int64_t samples_ = 0;
};

}  // namespace cliploop
