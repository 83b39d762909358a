#include "job/plan.h"

#include <algorithm>

namespace cliploop {

Rational expected_rate(const AnimateOptions& options, Rational source_rate) {
  if (options.fps) return *options.fps;
  if (!options.fps_limit) return source_rate;
  return source_rate > Rational{} ? std::min(source_rate, *options.fps_limit) : *options.fps_limit;
}

JobPlan make_job_plan(const AnimateOptions& options, const Segment& segment, const Geometry& geometry,
                      const Reader& reader, const VideoFacts& facts) {
  JobPlan plan;
  plan.width = geometry.canvas_width;
  plan.height = geometry.canvas_height;
  plan.start = segment.start;
  plan.frame_rate = expected_rate(options, facts.frame_rate);
  plan.source_rate = facts.frame_rate;
  std::optional<Rational> end = segment.video_length ? segment.video_length->end : reader.claimed_length();
  if (segment.end) end = end ? std::min(*end, *segment.end) : segment.end;
  if (end && *end > segment.start) plan.duration = *end - segment.start;
  plan.frames = (plan.duration * plan.frame_rate).ceiled();
  return plan;
}

}  // namespace cliploop
