#include "job/run_reader.h"

#include <algorithm>
#include <utility>

namespace cliploop {

void RunReader::start() {
  const Timings::Span span(timings_, Stage::SEEK);
  // The first packets after a seek are already chosen by the samples.
  const Sampler times({segment_.start, segment_.end, options_.fps, reader_.timeline().tolerance(), options_.fps_limit});
  reader_.set_sample_times(&times);
  reader_.start_at(segment_.start);
  reader_.set_sample_times(nullptr);
}

void RunReader::read_first(std::optional<Rational> begin, int count, const Take& take) {
  if (read(begin.value_or(segment_.start), count, take) > 0) return;
  if (reader_.seeked() && reader_.find_length().end > segment_.start) {
    // Time stamps that start again in the middle of a file mislead a seek, and the video then seems to end too early.
    reader_.rewind();
    last_.reset();
    if (read(segment_.start, count, take) > 0) return;
  }
  check_damage(damage(), reader_);
  throw start_beyond_end(segment_.start, last_ ? std::optional(reader_.end_after(*last_)) : std::nullopt);
}

int RunReader::read(Rational time, int count, const Take& take) {
  Rational start = time;
  if (options_.fps) {
    const int64_t k = ((start - segment_.start) * *options_.fps).ceiled();
    start = segment_.start + Rational{k} / *options_.fps;
  }
  Sampler sampler({start, segment_.end, options_.fps, reader_.timeline().tolerance(), options_.fps_limit});
  const Rational offset = start - segment_.start;
  int taken = 0;
  const auto keep = [&](SampledFrame frame) {
    if (taken == count) return;
    ++taken;
    frame.start = frame.start + offset;
    take(std::move(frame));
  };
  reader_.set_sample_times(&sampler);
  if (last_) sampler.add(*last_, keep);
  while (!sampler.done() && taken < count) {
    cancel_.check();
    std::optional<TimedFrame> frame = next();
    if (!frame) {
      if (last_) sampler.finish(reader_.end_after(*last_), keep);
      break;
    }
    sampler.add(*frame, keep);
    last_ = std::move(frame);
  }
  reader_.set_sample_times(nullptr);
  return taken;
}

bool RunReader::jump_to(Rational time) {
  const Timings::Span span(timings_, Stage::SEEK);
  last_.reset();
  const Damage before = damage();
  const bool found = reader_.jump_to(time);
  earlier_damage_ = before;
  return found;
}

void RunReader::examine_damage(int64_t most) {
  if (damage().errors == 0) return;
  const Damage before = damage();
  reader_.start_at(segment_.start);
  last_.reset();
  earlier_damage_ = {};
  for (int64_t count = 0; count < most; ++count) {
    cancel_.check();
    const std::optional<TimedFrame> frame = next();
    if (!frame || (segment_.end && frame->time >= *segment_.end)) return;
  }
  earlier_damage_.errors = std::max(int64_t{0}, before.errors - damage().errors);
}

std::optional<TimedFrame> RunReader::next() {
  const Timings::Span span(timings_, Stage::DECODE);
  auto frame = reader_.next();
  decoded_ += frame ? 1 : 0;
  return frame;
}

Damage RunReader::damage() const {
  Damage all = earlier_damage_;
  all.add(reader_);
  return all;
}

}  // namespace cliploop
