#include "job/still_plan.h"

#include <algorithm>

#include "base/text.h"

namespace cliploop {
namespace {

using Kind = StillSelection::Kind;

Rational length_of(Segment& segment, Reader& reader) {
  if (!segment.video_length) segment.video_length = reader.find_length();
  return segment.video_length->end;
}

std::vector<StillPlan::Target> targets_of(const StillsOptions& options, Segment& segment, Reader& reader,
                                          std::vector<Warning>& warnings) {
  std::vector<StillPlan::Target> targets;
  bool clamped = false;
  for (const Rational& given : options.selection.times) {
    Rational time = given;
    if (time < Rational{}) time = length_of(segment, reader) + time;
    clamped = clamped || time < Rational{};
    targets.push_back({std::max(time, Rational{}), static_cast<int64_t>(targets.size())});
  }
  if (clamped) {
    warnings.push_back({"START_CLAMPED", "A time is before the beginning of the video, which lasts " +
                                             seconds_text(length_of(segment, reader)) +
                                             ". The still is the first frame."});
  }
  std::stable_sort(targets.begin(), targets.end(), [](const auto& a, const auto& b) { return a.time < b.time; });
  if (options.sprite) {
    for (size_t i = 0; i < targets.size(); ++i) targets[i].number = static_cast<int64_t>(i);
  }
  return targets;
}

}  // namespace

StillPlan plan_stills(const StillsOptions& options, Segment& segment, Reader& reader, std::vector<Warning>& warnings) {
  const StillSelection& selection = options.selection;
  StillPlan plan;
  plan.kind = selection.kind;
  if (plan.kind == Kind::TIMES) plan.targets = targets_of(options, segment, reader, warnings);
  plan.end = segment.end;
  // A header may be wrong about the length, and the parts of COUNT must not lie after the end.
  if (plan.kind == Kind::COUNT) length_of(segment, reader);
  if (const std::optional<Rational> length = known_length(segment, reader)) {
    if (!plan.end || *length < *plan.end) plan.end = length;
  }
  if (plan.kind == Kind::TIMES) plan.number = static_cast<int64_t>(plan.targets.size());
  if (plan.kind == Kind::COUNT) plan.number = selection.number;
  if (plan.kind == Kind::INTERVAL && segment.video_length && plan.end) {
    plan.number = ((*plan.end - segment.start) / selection.interval).ceiled();
  }
  if (plan.number && *plan.number > options.limits.max_frames) {
    throw Failure(
        Code::LIMIT_FRAMES, Stage::SAMPLE,
        count_text(*plan.number, "frame", "frames") + ", the limit is " + std::to_string(options.limits.max_frames));
  }
  return plan;
}

}  // namespace cliploop
