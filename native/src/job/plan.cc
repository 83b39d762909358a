#include "job/plan.h"

#include <algorithm>

namespace cliploop {

JobPlan make_job_plan(const AnimateOptions& options, const Segment& segment, const Geometry& geometry,
                      const Reader& reader, const VideoFacts& facts) {
  JobPlan plan;
  plan.width = geometry.canvas_width;
  plan.height = geometry.canvas_height;
  plan.start = segment.start;
  plan.frame_rate = options.fps.value_or(facts.frame_rate);
  plan.source_rate = facts.frame_rate;
  std::optional<Rational> end = known_length(segment, reader);
  if (segment.end) end = end ? std::min(*end, *segment.end) : segment.end;
  if (end && *end > segment.start) plan.duration = *end - segment.start;
  plan.frames = (plan.duration * plan.frame_rate).ceiled();
  return plan;
}

}  // namespace cliploop
