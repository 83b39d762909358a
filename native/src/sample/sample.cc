#include "sample/sample.h"

#include <algorithm>

namespace cliploop {

void Sampler::add(const TimedFrame& frame, const Emit& emit) {
  if (done_) return;
  if (current_) {
    show_until(frame.time, frame.frame, emit);
    previous_ = current_->frame;
  }
  current_ = frame;
  current_shown_ = false;
}

Rational Sampler::finish(Rational end, const Emit& emit) {
  const Rational stop = options_.end ? std::min(*options_.end, end) : end;
  if (!done_ && current_) {
    options_.end = stop;
    // The last frame is not replaced, so `until` is after every sample.
    show_until(stop + options_.tolerance + Rational{1}, nullptr, emit);
  }
  done_ = true;
  return stop;
}

void Sampler::show_until(Rational until, const FramePtr& next, const Emit& emit) {
  const auto beyond_end = [this](Rational time) { return options_.end && time >= *options_.end; };
  if (!options_.fps) {
    if (until <= options_.start + options_.tolerance) return;
    const Rational start = started_ ? current_->time : std::max(current_->time, options_.start);
    if (!beyond_end(start)) {
      // A frame that is on time at the start of the segment begins there.
      emit_current(started_ ? start : options_.start, next, emit);
      ++samples_;
    }
    done_ = beyond_end(until);
    return;
  }
  // Computed without a loop, because time stamps may be years apart.
  Rational seen_until = until - options_.tolerance;
  if (options_.end) seen_until = std::min(seen_until, *options_.end);
  const int64_t samples = ((seen_until - options_.start) * *options_.fps).ceiled();
  if (samples > samples_) {
    emit_current(sample_time(samples_), next, emit);
    samples_ = samples;
  }
  done_ = beyond_end(sample_time(samples_));
}

void Sampler::emit_current(Rational start, const FramePtr& next, const Emit& emit) {
  started_ = true;
  if (current_shown_) return;
  current_shown_ = true;
  emit({current_->frame, previous_, next, start - options_.start});
}

std::optional<Rational> Sampler::next_sample(Rational time) const {
  if (!options_.fps || time <= options_.start) return std::max(time, options_.start);
  const int64_t k = ((time - options_.tolerance - options_.start) * *options_.fps).ceiled();
  const Rational sample = sample_time(std::max<int64_t>(k, 0));
  if (options_.end && sample >= *options_.end) return std::nullopt;
  return sample;
}

}  // namespace cliploop
