#include "job/plan.h"

#include <algorithm>

#include "job/format_encoder.h"
#include "job/playback.h"

namespace cliploop {

Rational expected_rate(const AnimateOptions& options, Rational source_rate) {
  if (options.fps) return *options.fps;
  if (!options.fps_limit) return source_rate;
  return source_rate > Rational{} ? std::min(source_rate, *options.fps_limit) : *options.fps_limit;
}

namespace {

JobPlan make_job_plan(const AnimateOptions& options, const Segment& segment, const Geometry& geometry,
                      const Reader& reader, const VideoFacts& facts) {
  JobPlan plan;
  plan.width = geometry.canvas_width;
  plan.height = geometry.canvas_height;
  plan.start = segment.start;
  plan.frame_rate = expected_rate(options, facts.frame_rate);
  plan.source_rate = facts.frame_rate;
  std::optional<Rational> end = known_length(segment, reader);
  if (segment.end) end = end ? std::min(*end, *segment.end) : segment.end;
  if (end && *end > segment.start) plan.duration = *end - segment.start;
  plan.frames = played_frames(options.playback, (plan.duration * plan.frame_rate).ceiled());
  return plan;
}

}  // namespace

FramePlan plan_frames(const VideoOptions& options, const Reader& reader, const AVFrame& first, double dither_step) {
  const AVFormatContext& format = reader.demuxer().format();
  const AVStream& stream = reader.stream();
  FramePlan plan;
  plan.facts = describe_video(format, stream, &first, reader.demuxer().shown_area(stream));
  plan.facts.plays = reader.demuxer().plays();
  plan.render = plan_render(first, pixel_shape(format, stream, first), plan.facts.orientation, options.size,
                            options.background, true);
  plan.render.dither_step = dither_step;
  return plan;
}

SegmentPlan plan_segment(const AnimateOptions& options, const Segment& segment, const Reader& reader,
                         const AVFrame& first) {
  SegmentPlan plan{plan_frames(options, reader, first, dither_step(options.format)), {}};
  plan.job = make_job_plan(options, segment, plan.render.geometry, reader, plan.facts);
  return plan;
}

}  // namespace cliploop
