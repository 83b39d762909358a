#include "job/encode.h"

#include <algorithm>

#include "avif/av1.h"
#include "base/text.h"
#include "job/budget_encode.h"
#include "job/damage.h"
#include "job/dynamic_range.h"
#include "job/memory.h"
#include "job/pipeline.h"
#include "job/playback.h"
#include "job/rendered_frames.h"
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

// The largest temporary file for frames. The frames that do not fit are decoded again.
constexpr int64_t kSpoolBytes = int64_t{1} << 30;

std::unique_ptr<FormatEncoder> make_job_encoder(const EncodeJob& job, const Geometry& geometry, int threads,
                                                CancelToken& cancel) {
  const AnimateOptions& options = job.options;
  return make_encoder(
      options.format,
      {geometry.canvas_width, geometry.canvas_height, options.quality, job.loop, options.effort, threads},
      options.dither, cancel);
}

void check_frames(const EncodeJob& job, int64_t frames) {
  const int64_t most = job.options.limits.max_frames;
  if (frames <= most) return;
  throw Failure(Code::LIMIT_FRAMES, Stage::SAMPLE, "the limit is " + count_text(most, "frame", "frames"));
}

// The checks before encoding cannot see frames beyond a header that is missing or wrong.
// lead: samples that the output does not show.
void check_running_limits(const EncodeJob& job, const Sampler& sampler, int64_t lead, Rational now) {
  const Limits& limits = job.options.limits;
  check_frames(job, sampler.samples() - lead);
  if (limits.max_duration > Rational{} && now > job.segment.start + job.fade + limits.max_duration) {
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
      : encoder(make_job_encoder(job, plan.render.geometry, size.threads, cancel)),
        pipeline({*encoder, job.sink, plan.render, cancel, job.timings, job.progress, size,
                  job.options.limits.max_frames, frames_per_unit(job.options, plan.job),
                  least_visible_alpha(job.options.format)}) {}

  static Rational frames_per_unit(const AnimateOptions& options, const JobPlan& plan) {
    const bool by_rate = options.fps || options.fps_limit;
    return by_rate ? plan.frame_rate * options.speed / Rational{delay_rules(options.format).units_per_second}
                   : Rational{};
  }

  std::unique_ptr<FormatEncoder> encoder;
  Pipeline pipeline;
};

// Encodes the segment from the reader's current position.
class Encoding {
 public:
  explicit Encoding(EncodeJob& job)
      : job_(job),
        attempt_(job.cancel),
        sampler_(sampler_options(job)),
        delays_(delay_rules(job.options.format), job.options.speed) {}

  EncodeResult run() {
    const std::optional<TimedFrame> last = read();
    Damage damage;
    damage.add(job_.reader);
    check_damage(damage, job_.reader);
    result_.errors = job_.reader.errors();
    result_.from_start = job_.reader.decoded_from_start();
    result_.end = job_.segment.end.value_or(Rational{});
    if (sampler_.done() && last) {
      limit_end(*last);
    } else if (last) {
      const Rational video_end = job_.reader.end_after(*last);
      result_.video_end = video_end;
      if (video_end > job_.segment.start) {
        result_.end = sampler_.finish(video_end, [this](SampledFrame frame) { take(std::move(frame)); });
        check_running_limits(job_, sampler_, lead_samples(), result_.end);
      }
    }
    result_.samples = sampler_.samples();
    if (result_.samples == 0) throw start_beyond_end(job_.segment.start, result_.video_end);
    const Rational end = result_.end - job_.segment.start;
    if (images_) {
      encode_images(end);
    } else {
      delays_.finish(end, [this](SampledFrame frame, int64_t duration) { submit(std::move(frame), duration); });
      output_->pipeline.finish();
      result_.merged = delays_.merged();
      result_.frames = output_->pipeline.frames();
      result_.duration = output_->pipeline.duration();
      result_.visible = output_->pipeline.visible();
    }
    result_.size_change = sizes_->change();
    return std::move(result_);
  }

 private:
  // Reads the frames of the segment. Returns the last one.
  std::optional<TimedFrame> read() {
    job_.reader.set_sample_times(&sampler_);
    job_.progress.enter(Stage::ENCODE);
    std::optional<TimedFrame> last;
    while (!sampler_.done()) {
      attempt_.check();
      std::optional<TimedFrame> frame;
      {
        const Timings::Span span(job_.timings, Stage::DECODE);
        frame = job_.reader.next();
      }
      if (!frame) break;
      const Rational now = frame->time;
      sampler_.add(*frame, [this](SampledFrame sampled) { take(std::move(sampled)); });
      check_running_limits(job_, sampler_, lead_samples(), job_.segment.end ? std::min(now, *job_.segment.end) : now);
      last = std::move(frame);
    }
    job_.reader.set_sample_times(nullptr);
    return last;
  }

  // The last sample can be long before the end of the segment, and the video may end between them.
  void limit_end(const TimedFrame& last) {
    const std::optional<Rational> length = known_length(job_.segment, job_.reader);
    const Rational shown = last.time + last.duration;
    if (length && *length < result_.end && result_.end - shown > Rational{1}) result_.end = std::max(*length, shown);
  }

  void take(SampledFrame frame) {
    if (!sizes_) begin(*frame.frame);
    sizes_->look(*frame.frame, job_.segment.start + frame.start);
    if (!images_) {
      delays_.add(std::move(frame), [this](SampledFrame due, int64_t duration) { submit(std::move(due), duration); });
      return;
    }
    if (frame.start < job_.fade) ++lead_frames_;
    images_->add(std::move(frame));
    const int64_t shown = static_cast<int64_t>(images_->starts().size()) - lead_frames_;
    const int64_t played = played_frames(job_.options.playback, shown);
    check_frames(job_, played);
    job_.progress.read(played);
  }

  void begin(const AVFrame& first) {
    Segment shown = job_.segment;
    shown.start = shown.start + job_.fade;
    result_.plan = plan_segment(job_.options, shown, job_.reader, first);
    ColorInfo& color = result_.plan.render.color;
    if (color.hdr()) {
      const Timings::Span span(job_.timings, Stage::DECODE);
      color.peak_nits = find_peak_nits(job_.segment, color, first, job_.reader);
    }
    size_ = plan_memory(job_.options, job_.options.format, job_.reader, result_.plan.render, first, kept_bytes());
    job_.announce(result_.plan.job);
    sizes_.emplace(result_.plan.render);
    if (job_.options.in_order() && job_.fade == Rational{}) {
      output_.emplace(job_, result_.plan, size_, attempt_);
    } else {
      const int64_t most = std::min(job_.options.limits.max_spool_bytes, kSpoolBytes);
      images_.emplace(
          FrameSpool::Parts{result_.plan.render, attempt_, job_.timings, size_.threads, job_.sink.make_spool(), most},
          job_.reader, job_.segment.start);
    }
  }

  // Samples before the output begins.
  int64_t lead_samples() const { return job_.options.fps ? (job_.fade * *job_.options.fps).floored() : lead_frames_; }

  // What encode_played() keeps besides the frames that are encoded.
  int64_t kept_bytes() const {
    const Geometry& geometry = result_.plan.render.geometry;
    const int64_t canvas = int64_t{geometry.canvas_width} * geometry.canvas_height * 4;
    const int64_t faded = (job_.fade * result_.plan.job.frame_rate).ceiled() * canvas;
    return std::min(faded, most_blended_bytes) + 3 * most_output(canvas) + smaller_encoder(geometry);
  }

  // The encoder of AVIF changes with the size, which a budget may reduce.
  int64_t smaller_encoder(const Geometry& geometry) const {
    if (!job_.options.budget || job_.options.format != Format::AVIF) return 0;
    return avif::av1_bytes_when_smaller({geometry.canvas_width, geometry.canvas_height});
  }

  // The bytes to plan for an output within the budget.
  int64_t most_output(int64_t canvas) const {
    if (!job_.options.budget) return 0;
    const int64_t most = std::min(job_.options.budget->bytes, job_.options.limits.max_output_bytes);
    const int64_t frames = result_.plan.job.frames;
    // A pixel takes less than two bits in nearly all videos.
    constexpr int64_t kUsualPart = 16;
    return frames > 0 ? std::min(most, frames * (canvas / kUsualPart + 1000)) : most;
  }

  void submit(SampledFrame frame, int64_t duration) { output_->pipeline.submit(std::move(frame), duration); }

  // Encodes the frames when all exist. end: of the segment, seconds from its start.
  void encode_images(Rational end) {
    images_->finish();
    PlayedFrames frames = in_order(images_->starts(), end);
    if (job_.fade > Rational{} && end > job_.fade) {
      const Rational mean = Rational{static_cast<int64_t>(frames.frames.size())} / end;
      const Rational& rate = result_.plan.job.frame_rate;
      frames = crossfade(frames, job_.fade, rate > Rational{} ? rate : mean);
      result_.fade = job_.fade;
      result_.samples = std::max<int64_t>(1, (frames.end * Rational{result_.samples} / end).rounded());
    }
    const PlayedFrames played = play(job_.options.playback, frames);
    result_.samples = played_frames(job_.options.playback, result_.samples);
    const PlayedOutput output = encode_played({job_, attempt_, result_.plan, size_, *images_, played});
    result_.frames = output.frames;
    result_.duration = output.duration;
    result_.merged = output.merged;
    result_.visible = output.visible;
    result_.fitted = output.fitted;
    result_.jumps = output.jumps;
  }

  EncodeJob& job_;
  CancelToken attempt_;
  EncodeResult result_;
  Sampler sampler_;
  DelayRounder delays_;
  PipelineSize size_;
  int64_t lead_frames_ = 0;               // before the output begins
  std::optional<SizeWatch> sizes_;        // from the first frame on
  std::optional<RenderedFrames> images_;  // from the first frame on, unless frames are encoded as they are read
  std::optional<Output> output_;          // the same, if they are
};

EncodeResult encode_once(EncodeJob& job) { return Encoding(job).run(); }

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
