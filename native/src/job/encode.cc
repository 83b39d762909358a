#include "job/encode.h"

#include <algorithm>

#include "base/text.h"
#include "job/bars.h"
#include "job/damage.h"
#include "job/dynamic_range.h"
#include "job/memory.h"
#include "job/pipeline.h"
#include "sample/delay.h"
#include "sample/sample.h"

namespace cliploop {

void EncodeJob::announce(const JobPlan& plan) {
  if (announced) return;
  sink.open();
  announced = true;
  if (on_plan) on_plan(plan);
}

namespace {

std::unique_ptr<FormatEncoder> make_encoder(const EncodeJob& job, const Geometry& geometry) {
  const AnimateOptions& options = job.options;
  const EncoderOptions wanted{geometry.canvas_width, geometry.canvas_height, options.quality, job.loop, options.effort};
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

Sampler::Options sampler_options(const EncodeJob& job) {
  return {job.segment.start, job.segment.end, job.options.fps, job.reader.timeline().tolerance(),
          job.options.fps_limit};
}

// The stages after sampling. They exist from the first frame of the segment on, which determines their plan.
struct Output {
  Output(EncodeJob& job, const SegmentPlan& plan, const PipelineSize& size, CancelToken& cancel)
      : encoder(make_encoder(job, plan.render.geometry)),
        sizes(plan.render),
        pipeline({*encoder, job.sink, plan.render, cancel, job.timings, job.progress, size,
                  job.options.limits.max_frames, frames_per_unit(job.options, plan.job),
                  least_visible_alpha(job.options.format)}) {}

  static Rational frames_per_unit(const AnimateOptions& options, const JobPlan& plan) {
    const bool by_rate = options.fps || options.fps_limit;
    return by_rate ? plan.frame_rate * options.speed / Rational{delay_rules(options.format).units_per_second}
                   : Rational{};
  }

  std::unique_ptr<FormatEncoder> encoder;
  SizeWatch sizes;
  Pipeline pipeline;
};

// Encodes the segment from the reader's current position.
EncodeResult encode_once(EncodeJob& job) {
  CancelToken attempt(job.cancel);
  EncodeResult result;
  std::optional<Output> output;
  Sampler sampler(sampler_options(job));
  DelayRounder delays(delay_rules(job.options.format), job.options.speed);
  const auto submit = [&](SampledFrame frame, int64_t duration) {
    output->pipeline.submit(std::move(frame), duration);
  };
  const auto delay = [&](SampledFrame frame) {
    if (!output) {
      AnimateOptions options = job.options;
      cut_bars(options, job.segment, *frame.frame, job.reader);
      result.plan = plan_segment(options, job.segment, job.reader, *frame.frame);
      ColorInfo& color = result.plan.render.color;
      if (color.hdr()) {
        const Timings::Span span(job.timings, Stage::DECODE);
        color.peak_nits = find_peak_nits(job.segment, color, *frame.frame, job.reader);
      }
      const PipelineSize size =
          plan_memory(job.options, job.options.format, job.reader, result.plan.render, *frame.frame);
      job.announce(result.plan.job);
      output.emplace(job, result.plan, size, attempt);
    }
    output->sizes.look(*frame.frame, job.segment.start + frame.start);
    delays.add(std::move(frame), submit);
  };

  job.reader.set_sample_times(&sampler);
  job.progress.enter(Stage::ENCODE);
  std::optional<TimedFrame> last;
  while (!sampler.done()) {
    attempt.check();
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
  Damage damage;
  damage.add(job.reader);
  check_damage(damage, job.reader);
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
  output->pipeline.finish();
  result.frames = output->pipeline.frames();
  result.duration = output->pipeline.duration();
  result.visible = output->pipeline.visible();
  result.size_change = output->sizes.change();
  return result;
}

}  // namespace

EncodeResult encode_segment(EncodeJob& job) {
  {
    const Timings::Span span(job.timings, Stage::SEEK);
    job.progress.enter(Stage::SEEK);
    // The first packets after a seek are already chosen by the samples.
    const Sampler times(sampler_options(job));
    job.reader.set_sample_times(&times);
    job.reader.start_at(job.segment.start);
    job.reader.set_sample_times(nullptr);
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
