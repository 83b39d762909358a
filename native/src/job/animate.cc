#include "job/animate.h"

#include "base/pool.h"
#include "frame/render.h"
#include "job/encode.h"
#include "job/format_encoder.h"
#include "job/memory.h"
#include "job/segment.h"
#include "job/warnings.h"

namespace cliploop {
namespace {

RenderPlan make_render_plan(const AnimateOptions& options, const Reader& reader, const VideoFacts& facts) {
  const AVFrame& first = reader.first_frame();
  const Rational sar = pixel_shape(reader.demuxer().format(), reader.stream(), first);
  return plan_render(first, sar, facts.orientation, options.size, options.background, true);
}

// Whether the segment surely begins before the end of the video, as far as that is known without decoding up to there.
bool begins_in_video(const Segment& segment, const Reader& reader) {
  if (segment.start == Rational{}) return true;
  if (segment.video_length) return segment.start < segment.video_length->end;
  const std::optional<Rational> claimed = reader.claimed_length();
  return claimed && segment.start + Rational{1} < *claimed;
}

// The length as far as it is known: found, or stated by the header.
std::optional<Rational> video_length(const Segment& segment, const Reader& reader) {
  if (segment.video_length) return segment.video_length->end;
  return reader.clock_restarts() ? std::nullopt : reader.claimed_length();
}

// The number of frames to expect, for progress; 0 when unknown.
int64_t expected_frames(const AnimateOptions& options, const Segment& segment, const Reader& reader) {
  if (!options.fps) return 0;
  const std::optional<Rational> length = video_length(segment, reader);
  Rational end = segment.end.value_or(length.value_or(Rational{}));
  if (length && *length > segment.start) end = std::min(end, *length);
  if (end <= segment.start) return 0;
  const int64_t expected = ((end - segment.start) * *options.fps).ceiled();
  return expected <= options.limits.max_frames ? expected : 0;
}

void describe_source(const Segment& segment, const Reader& reader, const EncodeResult& encoded, AnimateResult& result) {
  result.containers = container_names(reader.demuxer().format());
  result.decoded_from_start = reader.decoded_from_start();
  const std::optional<Rational> claimed = reader.claimed_length();
  if (encoded.video_end) {
    result.source_duration = encoded.video_end;
    const Rational slack = Rational{1, 2} + reader.timeline().interval();
    result.duration_from_packets =
        !claimed || *claimed > *encoded.video_end + slack || *encoded.video_end > *claimed + slack;
  } else if (segment.video_length) {
    result.source_duration = segment.video_length->end;
    result.duration_from_packets = segment.video_length->from_packets;
  } else {
    result.source_duration = video_length(segment, reader);
  }
}

}  // namespace

AnimateResult animate(const AnimateOptions& options, Source& source, Sink& sink, AvLog& log, CancelToken& cancel,
                      ProgressMeter& progress, const PlanCallback& on_plan) {
  const auto start_time = Timings::Clock::now();
  const PoolUse pool_use;
  const AvLog::Scope log_scope(log);
  progress.enter(Stage::OPEN);
  Timings timings;
  std::optional<Reader> opened;
  {
    const Timings::Span span(timings, Stage::OPEN);
    opened.emplace(source, Reader::Options{options.threads, options.limits.max_pixels, options.limits.max_memory}, log,
                   cancel);
  }
  Reader& reader = *opened;
  const VideoFacts facts = describe_video(reader.demuxer().format(), reader.stream(), &reader.first_frame());

  AnimateResult result;
  const Segment segment = resolve_segment(options, reader, result.warnings);
  const RenderPlan render_plan = make_render_plan(options, reader, facts);
  warn_about_size(render_plan.geometry, result.warnings);
  warn_about_colors(facts, result.warnings);
  const JobPlan job_plan = make_job_plan(options, segment, render_plan.geometry, reader, facts);

  const PipelineSize pipeline = plan_memory(options, reader, render_plan);
  EncodeJob job{options, sink, cancel, progress, timings, reader, segment, render_plan, job_plan, pipeline, on_plan};
  if (begins_in_video(segment, reader)) job.open_output();
  progress.expect(expected_frames(options, segment, reader));
  const EncodeResult encoded = encode_segment(job);
  progress.enter(Stage::WRITE);
  sink.commit();
  progress.complete(options.fps ? encoded.samples : encoded.frames, sink.size());
  warn_about_result(options, segment, reader, facts.frame_rate, encoded, result.warnings);

  result.format = options.format;
  result.width = render_plan.geometry.canvas_width;
  result.height = render_plan.geometry.canvas_height;
  result.frames = encoded.frames;
  result.duration = {encoded.duration, delay_rules(options.format).units_per_second};
  result.start = segment.start;
  result.end = encoded.end;
  result.size = sink.size();
  result.md5 = sink.md5();
  result.bitrate = (Rational{sink.size() * 8} / result.duration).rounded();
  result.loop = options.loop;
  result.source = facts;
  describe_source(segment, reader, encoded, result);
  timings.add(Stage::TOTAL, std::chrono::duration_cast<std::chrono::microseconds>(Timings::Clock::now() - start_time));
  for (const Stage stage : stages_for(stage_use::timing)) {
    result.timings.emplace_back(stage_name(stage), timings.milliseconds(stage));
  }
  return result;
}

}  // namespace cliploop
