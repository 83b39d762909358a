#include "job/loop.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "frame/hdr_metadata.h"
#include "frame/render.h"
#include "job/frame_finder.h"
#include "job/loop_search.h"
#include "job/plan.h"

namespace cliploop {
namespace {

// The width of the pictures that are rendered to be compared, pixels.
constexpr int kComparedWidth = 96;
// With more frames than this, only every second one is kept, and so on.
constexpr size_t kMostMiniatures = 8192;
// The window on each side when none is given, and the shortest loop, as parts of the segment.
constexpr Rational kUsualReach{1, 4};
constexpr Rational kShortest{1, 4};
// A loop that jumps more than this is faded with Seamless::AUTO.
constexpr double kGoodJump = 1.6;

}  // namespace

RenderPlan plan_miniatures(const AnimateOptions& options, const Reader& reader, const AVFrame& first) {
  AnimateOptions small = options;
  FramePlan plan = plan_frames(small, reader, first, 0);
  const Geometry& geometry = plan.render.geometry;
  if (geometry.canvas_width > kComparedWidth) {
    const int height = std::max(1, geometry.canvas_height * kComparedWidth / geometry.canvas_width);
    small.size.adaptive = false;
    small.size.width_share = small.size.height_share = {};
    small.size.width = kComparedWidth;
    small.size.height = height;
    small.size.fit = Fit::STRETCH;
    plan = plan_frames(small, reader, first, 0);
  }
  ColorInfo& color = plan.render.color;
  if (color.hdr() && color.peak_nits == 0) color.peak_nits = usual_peak_nits;
  return plan.render;
}

Looked look(const AnimateOptions& options, Rational from, std::optional<Rational> to, int64_t most, Reader& reader,
            Timings& timings, CancelToken& cancel) {
  Looked out;
  FrameFinder finder(reader, timings, cancel);
  finder.start_at(from);
  std::optional<Renderer> renderer;
  size_t step = 1;
  for (std::optional<FrameFinder::Found> found = finder.at(from); found; found = finder.next()) {
    cancel.check();
    if (to && found->time > *to) break;
    if (out.decoded >= most) break;
    out.end = found->time + reader.timeline().interval();
    if (out.decoded++ % static_cast<int64_t>(step) != 0) continue;
    if (!renderer) renderer.emplace(plan_miniatures(options, reader, *found->frame));
    const Timings::Span span(timings, Stage::SCALE);
    const Image image = renderer->render(*found->frame, found->previous.get(), found->next.get());
    out.frames.push_back(make_miniature(image, std::max(from, found->time)));
    if (out.frames.size() < kMostMiniatures) continue;
    for (size_t i = 1; 2 * i < out.frames.size(); ++i) out.frames[i] = std::move(out.frames[2 * i]);
    out.frames.resize((out.frames.size() + 1) / 2);
    step *= 2;
  }
  return out;
}

namespace {

// Frames per second of the video that the output shows; 0 = unknown.
Rational rate_of(const AnimateOptions& options, const Reader& reader) {
  return expected_rate(options, nominal_frame_rate(reader.stream()));
}

// The frames that an output shows from `start` to `end`.
std::vector<const Miniature*> shown(const std::vector<Miniature>& frames, Rational start, Rational end,
                                    std::optional<Rational> rate) {
  std::vector<const Miniature*> out;
  Rational due = start;
  for (size_t i = 0; i < frames.size(); ++i) {
    const Rational until = i + 1 < frames.size() ? frames[i + 1].time : end;
    if (frames[i].time >= end) break;
    if (until <= due && i + 1 < frames.size()) continue;
    if (due >= end) break;
    out.push_back(&frames[i]);
    if (!rate) {
      due = until;
      continue;
    }
    const int64_t samples = std::max<int64_t>(1, ((until - start) * *rate).ceiled());
    due = start + Rational{samples} / *rate;
  }
  return out;
}

void move_ends(const AnimateOptions& options, Segment& segment, Reader& reader, Timings& timings, CancelToken& cancel,
               Loop& loop) {
  const std::optional<Rational> length = known_length(segment, reader);
  std::optional<Rational> end = segment.end;
  if (length && (!end || *end > *length)) end = length;
  const auto reach_of = [&](Rational to) {
    return options.seamless.window.value_or((to - segment.start) * kUsualReach);
  };
  const Rational from = end ? std::max(Rational{}, segment.start - reach_of(*end)) : Rational{};
  std::optional<Rational> to;
  if (end) to = *end + reach_of(*end) + Rational{1};
  // A segment that is too long is refused when it is encoded.
  if (!end && options.limits.max_duration > Rational{}) to = segment.start + options.limits.max_duration + Rational{1};
  const Looked seen = look(options, from, to, INT64_MAX, reader, timings, cancel);
  if (seen.frames.size() < 3 || seen.end <= segment.start) return;
  const Rational wanted_end = end ? std::min(*end, seen.end) : seen.end;
  const std::optional<Rational> rate = options.fps ? options.fps : options.fps_limit;
  const auto jump = [&](Rational start, Rational until) { return jump_of(shown(seen.frames, start, until, rate)); };
  loop.before = loop.after = jump(segment.start, wanted_end);
  loop.measured = true;
  LoopWindow window;
  window.start = segment.start;
  window.end = wanted_end;
  window.reach = reach_of(wanted_end);
  window.least_length = (wanted_end - segment.start) * kShortest;
  window.most_length = options.limits.max_duration;
  const Rational most_shown = rate_of(options, reader);
  if (most_shown > Rational{}) {
    const Rational most = Rational{options.limits.max_frames} / most_shown;
    if (window.most_length == Rational{} || most < window.most_length) window.most_length = most;
  }
  const Rational seen_length = seen.frames.back().time - seen.frames.front().time;
  if (rate && seen_length > Rational{}) {
    const Rational frames = Rational{static_cast<int64_t>(seen.frames.size() - 1)} / seen_length / *rate;
    window.stride = static_cast<size_t>(std::max<int64_t>(1, frames.rounded()));
  }
  const LoopEnds best = find_loop_ends(seen.frames, window, cancel);
  if (best.end == 0) return;
  const Rational start = seen.frames[best.start].time;
  const Rational until = seen.frames[best.end].time;
  const double after = jump(start, until);
  // Ends that match in picture and motion are right even if the jump happened to be smaller before.
  if (after > std::max(loop.before, kGoodJump)) return;
  // The ends may have been right already.
  const auto moved = [&](Rational one, Rational other) {
    return std::max(one, other) - std::min(one, other) > reader.timeline().interval() / Rational{2};
  };
  if (!moved(start, segment.start) && !moved(until, wanted_end)) return;
  loop.moved = true;
  loop.after = after;
  segment.start = start;
  segment.end = until;
}

}  // namespace

std::optional<Loop> close_loop(const AnimateOptions& options, Segment& segment, Reader& reader, Timings& timings,
                               CancelToken& cancel) {
  const Seamless& wanted = options.seamless;
  if (wanted.mode == Seamless::Mode::NONE) return std::nullopt;
  Loop loop;
  if (wanted.mode != Seamless::Mode::CROSSFADE) move_ends(options, segment, reader, timings, cancel, loop);
  const bool fades = wanted.mode == Seamless::Mode::CROSSFADE ||
                     (wanted.mode == Seamless::Mode::AUTO && (!loop.measured || loop.after > kGoodJump));
  if (!fades) return loop;
  // In whole frames of the output, so that the frames of both ends are on screen at the same times.
  loop.fade = wanted.fade;
  const Rational rate = rate_of(options, reader);
  if (rate > Rational{}) loop.fade = Rational{std::max<int64_t>(1, (wanted.fade * rate).rounded())} / rate;
  std::optional<Rational> end = known_length(segment, reader);
  if (segment.end && (!end || *segment.end < *end)) end = segment.end;
  if (end && *end > segment.start) loop.fade = std::min(loop.fade, (*end - segment.start) / Rational{2});
  segment.start = std::max(Rational{}, segment.start - loop.fade);
  return loop;
}

}  // namespace cliploop
