#include "job/animate.h"

#include <algorithm>
#include <cmath>

#include "base/counted.h"
#include "base/json.h"
#include "base/pool.h"
#include "frame/delay.h"
#include "frame/render.h"
#include "job/pipeline.h"
#include "job/segment.h"

namespace cliploop {
namespace {

// What a job keeps from attempt to attempt.
struct Job {
  const AnimateOptions& options;
  Sink& sink;
  CancelToken& cancel;
  ProgressMeter& progress;
  Reader& reader;
  Segment segment;
  RenderPlan plan;
  Timings timings;
  std::vector<Warning> warnings;
  JobPlan job_plan;
  const TellPlan& tell_plan;
  bool begun = false;

  // The output is checked after the input and the segment.
  void begin() {
    if (begun) return;
    sink.open();
    begun = true;
    if (tell_plan) tell_plan(job_plan);
  }
};

const DelayRules& delay_rules(Format format) { return format == Format::GIF ? gif_delays : webp_delays; }

RenderPlan make_plan(const AnimateOptions& options, const Reader& reader, const VideoFacts& facts,
                     std::vector<Warning>& warnings) {
  const AVFrame& first = reader.first_frame();
  RenderPlan plan = plan_render(first, pixel_shape(reader.demuxer().format(), reader.stream(), first),
                                facts.orientation, options.size, options.background, true);
  const Geometry& geometry = plan.geometry;
  const auto size_text = [](int width, int height) { return std::to_string(width) + "x" + std::to_string(height); };
  const std::string displayed = size_text(geometry.display_width, geometry.display_height);
  if (geometry.reduced_to_limit) {
    warnings.push_back({"SIZE_REDUCED", "the source is displayed at " + displayed + "; reduced to " +
                                            size_text(geometry.canvas_width, geometry.canvas_height) +
                                            ", because no size was given"});
  }
  if (geometry.enlarged) {
    warnings.push_back({"SIZE_ABOVE_SOURCE", size_text(geometry.canvas_width, geometry.canvas_height) +
                                                 " enlarges the source, which is displayed at " + displayed});
  }
  return plan;
}

std::unique_ptr<FormatEncoder> make_encoder(const AnimateOptions& options, const Geometry& geometry) {
  const EncoderOptions wanted{geometry.canvas_width, geometry.canvas_height, options.quality, options.loop,
                              options.effort};
  return options.format == Format::GIF ? make_gif_encoder(wanted, options.dither) : make_webp_encoder(wanted);
}

// Whether the segment is sure to begin before the video's end, without decoding up to there.
bool begins_in_video(const Segment& segment, const Reader& reader) {
  if (segment.start == Rational{}) return true;
  if (segment.video_length) return segment.start < segment.video_length->end;
  const std::optional<Rational> claimed = reader.claimed_length();
  return claimed && segment.start + Rational{1} < *claimed;
}

JobPlan make_job_plan(const AnimateOptions& options, const Segment& segment, const Geometry& geometry,
                      const Reader& reader, const VideoFacts& facts) {
  JobPlan plan;
  plan.width = geometry.canvas_width;
  plan.height = geometry.canvas_height;
  plan.start = segment.start;
  plan.frame_rate = options.fps.value_or(facts.frame_rate);
  plan.source_rate = facts.frame_rate;
  std::optional<Rational> end = segment.video_length ? segment.video_length->end : reader.claimed_length();
  if (segment.end) end = end ? std::min(*end, *segment.end) : segment.end;
  if (end && *end > segment.start) plan.duration = *end - segment.start;
  plan.frames = (plan.duration * plan.frame_rate).ceiled();
  return plan;
}

void check_running_limits(const Job& job, const Sampler& sampler, Rational now) {
  const Limits& limits = job.options.limits;
  if (sampler.looks() > limits.max_frames) {
    throw Failure(Code::LIMIT_FRAMES, "sample", "the limit is " + counted(limits.max_frames, "frame", "frames"));
  }
  if (limits.max_duration > Rational{} && now > job.segment.start + limits.max_duration) {
    throw Failure(Code::LIMIT_DURATION, "sample", "the limit is " + seconds_text(limits.max_duration));
  }
}

struct Outcome {
  int64_t frames = 0;
  int64_t duration = 0;  // container units
  int64_t looks = 0;
  int64_t merged = 0;
  Rational end;                       // of the segment
  std::optional<Rational> video_end;  // when the reader came to it
};

// Reads, samples and encodes the segment, from wherever the reader stands.
Outcome run(Job& job) {
  const DelayRules& rules = delay_rules(job.options.format);
  const auto encoder = make_encoder(job.options, job.plan.geometry);
  CancelToken attempt(job.cancel);
  const Rational frames_per_unit = job.options.fps ? *job.options.fps / Rational{rules.units_per_second} : Rational{};
  Pipeline pipeline(
      {*encoder, job.sink, job.plan, attempt, job.timings, job.progress, job.options.threads, frames_per_unit});
  Sampler sampler({job.segment.start, job.segment.end, job.options.fps, job.reader.timeline().tolerance()});
  DelayLine delays(rules);
  const auto submit = [&](Shot shot, int64_t duration) { pipeline.submit(std::move(shot), duration); };
  const auto delay = [&](Shot shot) {
    job.begin();
    delays.add(std::move(shot), submit);
  };

  job.reader.set_interest(&sampler);
  job.progress.enter("encode");
  Outcome outcome;
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
  job.reader.set_interest(nullptr);
  outcome.end = job.segment.end.value_or(Rational{});
  if (!sampler.done() && last) {
    const Rational video_end = last->time + last->duration;
    outcome.video_end = video_end;
    if (video_end > job.segment.start) {
      outcome.end = sampler.finish(video_end, delay);
      check_running_limits(job, sampler, outcome.end);
    }
  }
  outcome.looks = sampler.looks();
  if (outcome.looks == 0) {
    throw Failure(Code::START_BEYOND_END, "sample",
                  "it starts at " + seconds_text(job.segment.start) +
                      (outcome.video_end ? ", and the video ends at " + seconds_text(*outcome.video_end) : ""));
  }
  delays.finish(outcome.end - job.segment.start, submit);
  outcome.merged = delays.merged();
  pipeline.finish();
  outcome.frames = pipeline.frames();
  outcome.duration = pipeline.duration();
  return outcome;
}

// After a seek some streams decode wrongly or not at all, which only shows later: then everything again, from the first
// frame.
Outcome run_soundly(Job& job) {
  {
    const Timings::Span span(job.timings, Stage::SEEK);
    job.progress.enter("seek");
    job.reader.start_at(job.segment.start);
  }
  const int64_t errors = job.reader.errors();
  if (!job.reader.seeked()) return run(job);
  try {
    const Outcome outcome = run(job);
    if (job.reader.errors() == errors || !job.sink.can_restart()) return outcome;
  } catch (const Failure& failure) {
    // The end may only seem to lie before the start: time stamps that begin anew in the middle of a file mislead a
    // seek.
    if (failure.status.code != Code::START_BEYOND_END || !job.sink.can_restart()) throw;
    const bool may_leap = (job.reader.demuxer().format().iformat->flags & AVFMT_TS_DISCONT) != 0;
    if (!may_leap && job.reader.find_length().end <= job.segment.start) throw;
  }
  job.sink.restart();
  job.reader.rewind();
  return run(job);
}

void warn_about_outcome(Job& job, const Outcome& outcome, const VideoFacts& facts) {
  auto& warnings = job.warnings;
  const Rational frame = job.reader.timeline().interval();
  if (job.segment.end && outcome.end + job.reader.timeline().tolerance() < *job.segment.end) {
    warnings.push_back({"END_CLAMPED", "end " + seconds_text(*job.segment.end) +
                                           " is beyond the end of the video; the segment ends at " +
                                           seconds_text(outcome.end)});
  }
  const Rational rate = facts.frame_rate;
  if (job.options.fps && rate > Rational{} && *job.options.fps > rate * Rational{1001, 1000}) {
    warnings.push_back({"FPS_ABOVE_SOURCE", "the source has " +
                                                JsonWriter().value(std::round(rate.seconds() * 1000) / 1000).text() +
                                                " frames per second; the additional frames repeat others"});
  }
  if (outcome.merged > 0) {
    const std::string viewers = job.options.format == Format::GIF ? "50" : "90";
    const std::string merged =
        counted(outcome.merged, "frame was merged into its neighbour", "frames were merged into their neighbours");
    warnings.push_back(
        {"FRAMES_MERGED", "some frames came faster than viewers can show (" + viewers + " a second); " + merged});
  }
  if (job.reader.errors() > 0) {
    warnings.push_back({"DECODE_ERRORS", counted(job.reader.errors(), "packet or frame of the source is",
                                                 "packets or frames of the source are") +
                                             " damaged"});
  }
  if (job.reader.decoded_from_start()) {
    warnings.push_back(
        {"SEEK_FALLBACK", "a seek in this file would not show the right frames, so it was read from its start"});
  }
  const std::optional<Rational> claimed = job.reader.claimed_length();
  const bool short_of_claim = outcome.video_end && claimed && *outcome.video_end + frame + Rational{1, 2} < *claimed &&
                              (job.reader.stream().duration > 0 || job.reader.demuxer().format().nb_streams == 1);
  if (outcome.video_end && (job.reader.truncated() || short_of_claim)) {
    warnings.push_back(
        {"INPUT_TRUNCATED", "the input ends early, at " + seconds_text(*outcome.video_end) +
                                (short_of_claim ? ", while its header says " + seconds_text(*claimed) : "")});
  }
}

}  // namespace

AnimateResult animate(const AnimateOptions& options, Source& source, Sink& sink, AvLog& log, CancelToken& cancel,
                      ProgressMeter& progress, const TellPlan& tell_plan) {
  const auto began = Timings::Clock::now();
  const PoolUse pooled;
  const AvLog::Scope scope(log);
  progress.enter("open");
  Timings opening;
  std::vector<Warning> warnings;
  std::optional<Reader> opened;
  {
    const Timings::Span span(opening, Stage::OPEN);
    opened.emplace(source, Reader::Options{options.threads, options.limits.max_pixels}, log, cancel);
  }
  Reader& reader = *opened;
  const VideoFacts facts = describe_video(reader.demuxer().format(), reader.stream(), &reader.first_frame());
  const Segment segment = resolve_segment(options, reader, warnings);
  RenderPlan plan = make_plan(options, reader, facts, warnings);
  const JobPlan job_plan = make_job_plan(options, segment, plan.geometry, reader, facts);
  Job job{options,  sink,     cancel, progress, reader, segment, std::move(plan), {}, std::move(warnings),
          job_plan, tell_plan};
  if (begins_in_video(segment, reader)) job.begin();
  if (options.fps) {
    const Rational until = segment.end.value_or(reader.claimed_length().value_or(Rational{}));
    if (until > segment.start) {
      const int64_t expected = ((until - segment.start) * *options.fps).ceiled();
      progress.expect(expected <= options.limits.max_frames ? expected : 0);
    }
  }

  const Outcome outcome = run_soundly(job);
  progress.enter("write");
  sink.commit();
  progress.complete(options.fps ? outcome.looks : outcome.frames, sink.size());
  warn_about_outcome(job, outcome, facts);

  AnimateResult result;
  result.format = options.format;
  result.width = job.plan.geometry.canvas_width;
  result.height = job.plan.geometry.canvas_height;
  result.frames = outcome.frames;
  result.duration = {outcome.duration, delay_rules(options.format).units_per_second};
  result.start = segment.start;
  result.end = outcome.end;
  result.size = sink.size();
  result.md5 = sink.md5();
  result.bitrate = (Rational{sink.size() * 8} / result.duration).rounded();
  result.loop = options.loop;
  result.warnings = std::move(job.warnings);
  result.containers = container_names(reader.demuxer().format());
  result.source = facts;
  const std::optional<Rational> claimed = reader.claimed_length();
  if (outcome.video_end) {
    result.source_duration = outcome.video_end;
    const Rational slack = Rational{1, 2} + reader.timeline().interval();
    result.duration_from_packets =
        !claimed || *claimed > *outcome.video_end + slack || *outcome.video_end > *claimed + slack;
  } else if (segment.video_length) {
    result.source_duration = segment.video_length->end;
    result.duration_from_packets = segment.video_length->from_packets;
  } else {
    result.source_duration = claimed;
  }
  result.decoded_from_start = reader.decoded_from_start();
  result.timings.emplace_back("open", opening.milliseconds(Stage::OPEN));
  for (size_t i = 1; i < stage_names.size(); ++i) {
    result.timings.emplace_back(stage_names[i], job.timings.milliseconds(static_cast<Stage>(i)));
  }
  const auto total = std::chrono::duration_cast<std::chrono::microseconds>(Timings::Clock::now() - began).count();
  result.timings.emplace_back("total", static_cast<double>(total) / 1000);
  return result;
}

}  // namespace cliploop
