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
  if (!options_.fps && !options_.limit) return show_at_own_time(until, next, emit);
  if (!options_.fps) return show_within_limit(until, next, emit);
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

void Sampler::show_at_own_time(Rational until, const FramePtr& next, const Emit& emit) {
  if (until <= options_.start + options_.tolerance) return;
  const Rational start = started_ ? current_->time : std::max(current_->time, options_.start);
  if (!beyond_end(start)) {
    // A frame that is on time at the start of the segment begins there.
    emit_current(started_ ? start : options_.start, next, emit);
    ++samples_;
  }
  done_ = beyond_end(until);
}

void Sampler::show_within_limit(Rational until, const FramePtr& next, const Emit& emit) {
  const bool on_time = !started_ || current_->time <= due_ + options_.tolerance;
  const Rational start = on_time ? due_ : current_->time;
  if (start < until - options_.tolerance && !beyond_end(start)) {
    emit_current(start, next, emit);
    ++samples_;
    const Rational shortest = Rational{1} / *options_.limit;
    // The first frame may begin before the segment, so its time in the segment can be short.
    const bool is_slow = samples_ == 1 && until - current_->time >= shortest;
    due_ = is_slow ? std::min(until, start + shortest) : start + shortest;
  }
  done_ = beyond_end(until) || beyond_end(due_);
}

void Sampler::emit_current(Rational start, const FramePtr& next, const Emit& emit) {
  started_ = true;
  if (current_shown_) return;
  current_shown_ = true;
  emit({current_->frame, previous_, next, start - options_.start});
}

std::optional<Rational> Sampler::next_sample(Rational time) const {
  const std::optional<Rational> rate = options_.fps ? options_.fps : options_.limit;
  const Rational first = options_.fps ? options_.start : due_;
  if (!rate || time <= first) return std::max(time, first);
  const int64_t k = ((time - options_.tolerance - first) * *rate).ceiled();
  const Rational sample = first + Rational{std::max<int64_t>(k, 0)} / *rate;
  if (beyond_end(sample)) return std::nullopt;
  return sample;
}

std::optional<SampleTimes::Grid> Sampler::grid() const {
  if (options_.fps) return std::nullopt;
  if (!options_.limit || samples_ == 0) return Grid{};
  return Grid{current_->time, Rational{1} / *options_.limit - options_.tolerance - options_.tolerance};
}

}  // namespace cliploop
