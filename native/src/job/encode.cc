#include "job/encode.h"

#include <algorithm>

#include "base/text.h"
#include "job/pipeline.h"
#include "sample/delay.h"
#include "sample/sample.h"

namespace cliploop {

void EncodeJob::open_output() {
  if (output_open) return;
  sink.open();
  output_open = true;
  if (on_plan) on_plan(job_plan);
}

namespace {

std::unique_ptr<FormatEncoder> make_encoder(const AnimateOptions& options, const Geometry& geometry) {
  const EncoderOptions wanted{geometry.canvas_width, geometry.canvas_height, options.quality, options.loop,
                              options.effort};
  return options.format == Format::GIF ? make_gif_encoder(wanted, options.dither) : make_webp_encoder(wanted);
}

// The checks before encoding cannot see frames beyond a header that is missing or wrong.
void check_running_limits(const EncodeJob& job, const Sampler& sampler, Rational now) {
  const Limits& limits = job.options.limits;
  if (sampler.samples() > limits.max_frames) {
    throw Failure(Code::LIMIT_FRAMES, Stage::SAMPLE,
                  "the limit is " + count_text(limits.max_frames, "frame", "frames"));
  }
  if (limits.max_duration > Rational{} && now > job.segment.start + limits.max_duration) {
    throw Failure(Code::LIMIT_DURATION, Stage::SAMPLE, "the limit is " + seconds_text(limits.max_duration));
  }
}

// Counts the damage of the segment.
class DamageCount {
 public:
  // All frames so far are before the segment.
  void begin(const Reader& reader) {
    errors_ = reader.errors();
    good_ = reader.good_frames();
  }
  // Throws when less than half of the frames could be decoded.
  void check(const Reader& reader) const {
    const int64_t errors = reader.errors() - errors_;
    const int64_t all = errors + reader.good_frames() - good_;
    if (2 * errors <= all) return;
    const std::string encryption = reader.encryption();
    if (!encryption.empty()) throw Failure(Code::INPUT_ENCRYPTED, Stage::DECODE, encryption);
    throw Failure(Code::DECODE_FAILED, Stage::DECODE,
                  std::to_string(errors) + " of " + count_text(all, "frame", "frames") + " of the segment are damaged");
  }

 private:
  int64_t errors_ = 0;
  int64_t good_ = 0;
};

// Encodes the segment from the reader's current position.
EncodeResult encode_once(EncodeJob& job) {
  const DelayRules& rules = delay_rules(job.options.format);
  const auto encoder = make_encoder(job.options, job.render_plan.geometry);
  CancelToken attempt(job.cancel);
  const Rational frames_per_unit = job.options.fps ? *job.options.fps / Rational{rules.units_per_second} : Rational{};
  Pipeline pipeline({*encoder, job.sink, job.render_plan, attempt, job.timings, job.progress, job.pipeline,
                     job.options.limits.max_frames, frames_per_unit});
  Sampler sampler({job.segment.start, job.segment.end, job.options.fps, job.reader.timeline().tolerance()});
  DelayRounder delays(rules);
  const auto submit = [&](SampledFrame frame, int64_t duration) { pipeline.submit(std::move(frame), duration); };
  const auto delay = [&](SampledFrame frame) {
    job.open_output();
    delays.add(std::move(frame), submit);
  };

  job.reader.set_sample_times(&sampler);
  job.progress.enter(Stage::ENCODE);
  EncodeResult result;
  DamageCount damage;
  std::optional<TimedFrame> last;
  while (!sampler.done()) {
    attempt.check();
    const bool before_segment = last ? last->time + last->duration <= job.segment.start : job.segment.start > Rational{};
    if (before_segment) damage.begin(job.reader);
    std::optional<TimedFrame> frame;
    {
      const Timings::Span span(job.timings, Stage::DECODE);
      frame = job.reader.next();
    }
    if (!frame) break;
    const Rational now = frame->time;
    sampler.add(*frame, delay);
    check_running_limits(job, sampler, job.segment.end ? std::min(now, *job.segment.end) : now);
    last = std::move(frame);
  }
  job.reader.set_sample_times(nullptr);
  damage.check(job.reader);
  result.end = job.segment.end.value_or(Rational{});
  if (!sampler.done() && last) {
    const Rational video_end = job.reader.end_after(*last);
    result.video_end = video_end;
    if (video_end > job.segment.start) {
      result.end = sampler.finish(video_end, delay);
      check_running_limits(job, sampler, result.end);
    }
  }
  result.samples = sampler.samples();
  if (result.samples == 0) throw start_beyond_end(job.segment.start, result.video_end);
  delays.finish(result.end - job.segment.start, submit);
  result.merged = delays.merged();
  pipeline.finish();
  result.frames = pipeline.frames();
  result.duration = pipeline.duration();
  return result;
}

}  // namespace

EncodeResult encode_segment(EncodeJob& job) {
  {
    const Timings::Span span(job.timings, Stage::SEEK);
    job.progress.enter(Stage::SEEK);
    job.reader.start_at(job.segment.start);
  }
  if (!job.reader.seeked()) return encode_once(job);
  try {
    return encode_once(job);
  } catch (const Failure& failure) {
    // Time stamps that start again in the middle of a file mislead a seek, and the video then seems to end too early.
    if (failure.status.code != Code::START_BEYOND_END || !job.sink.can_restart()) throw;
    if (job.reader.find_length().end <= job.segment.start) throw;
  }
  job.sink.restart();
  job.reader.rewind();
  return encode_once(job);
}

}  // namespace cliploop
