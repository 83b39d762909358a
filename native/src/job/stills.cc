#include "job/stills.h"

#include <algorithm>
#include <utility>

#include "base/pool.h"
#include "base/text.h"
#include "input/motion_photo.h"
#include "job/bars.h"
#include "job/damage.h"
#include "job/dynamic_range.h"
#include "job/format_encoder.h"
#include "job/frame_finder.h"
#include "job/input_warnings.h"
#include "job/memory.h"
#include "job/plan.h"
#include "job/size_watch.h"
#include "job/still_plan.h"
#include "job/warnings.h"

namespace cliploop {
namespace {

using Kind = StillSelection::Kind;

// Bytes for each pixel of a sheet: one that is filled, and one that is encoded.
constexpr int64_t kSheetBytes = 4 + 4 + 16 + 2;

// PNG and JPEG store all 256 steps, WebP stores luma with 219.
double step_of(StillFormat format) { return format == StillFormat::WEBP ? dither_step(Format::WEBP) : 1; }

// Takes the stills of one job.
class Taker {
 public:
  Taker(const StillsOptions& options, const Segment& segment, const StillPlan& plan, Reader& reader,
        FrameFinder& finder, StillPipeline& pipeline, const RenderPlan& render)
      : options_(options),
        segment_(segment),
        plan_(plan),
        reader_(reader),
        finder_(finder),
        pipeline_(pipeline),
        sizes_(render) {}

  // first: the frame on screen at the start of the segment; not needed for TIMES.
  void take(const std::optional<FrameFinder::Found>& first) {
    switch (plan_.kind) {
      case Kind::TIMES:
        return take_times();
      case Kind::EVERY:
        return take_every(*first);
      case Kind::INTERVAL:
        return take_interval(*first);
      case Kind::COUNT:
        return take_count();
    }
  }

  // The parts of the segment reach from one still to the next; the last one to the end.
  std::vector<Still> stills(std::optional<Rational> end, Rational interval) {
    for (size_t i = 0; i < order_.size(); ++i) {
      Still& still = stills_[order_[i]];
      if (plan_.kind == Kind::COUNT) continue;
      const Rational after = i > 0 ? still.start - stills_[order_[i - 1]].start : interval;
      const bool last = i + 1 == order_.size();
      still.end = last ? end.value_or(still.start + after) : stills_[order_[i + 1]].start;
      if (last && still.end <= still.start) still.end = still.start + interval;
    }
    return std::move(stills_);
  }
  const std::optional<SizeChange>& size_change() const { return sizes_.change(); }

 private:
  void submit(FrameFinder::Found frame, int64_t number, Rational start, Rational end = {}) {
    if (++count_ > options_.limits.max_frames) {
      throw Failure(Code::LIMIT_FRAMES, Stage::SAMPLE,
                    "the limit is " + count_text(options_.limits.max_frames, "frame", "frames"));
    }
    const auto index = static_cast<size_t>(number);
    if (stills_.size() <= index) stills_.resize(index + 1);
    stills_[index] = {frame.time, start, end};
    order_.push_back(index);
    sizes_.look(*frame.frame, frame.time);
    pipeline_.submit(std::move(frame), number);
  }

  void take_times() {
    std::vector<Rational> times;
    for (const auto& target : plan_.targets) times.push_back(target.time);
    finder_.expect(times, false);
    // The segment only says which frames the colors are for.
    if (times.front() < segment_.start) finder_.start_at(times.front());
    for (const auto& target : plan_.targets) {
      auto frame = finder_.at(target.time);
      if (!frame) {
        check_damage(finder_.damage(), reader_);
        throw Failure(Code::INVALID_OPTION, Stage::SAMPLE,
                      "`times` must be before the end of the video at " +
                          seconds_text(finder_.video_end().value_or(Rational{})) + ", got " +
                          seconds_text(target.time));
      }
      submit(std::move(*frame), target.number, target.time);
    }
  }

  void take_every(const FrameFinder::Found& first) {
    const auto in_segment = [&](Rational time) { return !segment_.end || time < *segment_.end; };
    finder_.expect({}, true);
    std::optional<FrameFinder::Found> frame = first;
    for (int64_t passed = 0; frame && in_segment(frame->time); ++passed) {
      const Rational start = std::max(frame->time, segment_.start);
      if (passed % options_.selection.number == 0) submit(std::move(*frame), count_, start);
      frame = finder_.next();
    }
  }

  void take_interval(const FrameFinder::Found& first) {
    constexpr int64_t kKnown = 64;  // times that the decoder looks ahead
    const auto time_of = [&](int64_t i) { return segment_.start + options_.selection.interval * Rational{i}; };
    std::vector<Rational> times;
    for (int64_t i = 0; !segment_.end || time_of(i) < *segment_.end; ++i) {
      if (i % kKnown == 0) {
        times.clear();
        for (int64_t k = i; k < i + 2 * kKnown; ++k) times.push_back(time_of(k));
        finder_.expect(times, true);
      }
      auto frame = i == 0 ? std::optional(first) : finder_.at(time_of(i));
      if (!frame) break;
      submit(std::move(*frame), i, time_of(i));
    }
  }

  void take_count() {
    const int64_t number = options_.selection.number;
    for (int64_t i = 0; i < number; ++i) {
      const Cell cell = cell_of(segment_.start, *plan_.end, number, i);
      expect_middles(i);
      std::optional<FrameFinder::Found> frame;
      if (options_.selection.key_frames) frame = finder_.key_frame(cell);
      if (!frame) frame = finder_.at(cell.middle);
      if (!frame) break;
      submit(std::move(*frame), i, cell.from, cell.to);
    }
  }
  // From a key frame on, the middle of its part is not needed.
  void expect_middles(int64_t first) {
    constexpr int64_t kKnown = 64;
    const int64_t number = options_.selection.number;
    const bool key_frames = options_.selection.key_frames;
    if (!key_frames && first % kKnown != 0) return;
    std::vector<Rational> times;
    const int64_t last = std::min(number, first + (key_frames ? 1 : 2 * kKnown));
    for (int64_t i = first; i < last; ++i) times.push_back(cell_of(segment_.start, *plan_.end, number, i).middle);
    finder_.expect(times, last < number);
  }

  const StillsOptions& options_;
  const Segment& segment_;
  const StillPlan& plan_;
  Reader& reader_;
  FrameFinder& finder_;
  StillPipeline& pipeline_;
  SizeWatch sizes_;
  int64_t count_ = 0;
  std::vector<Still> stills_;  // by number
  std::vector<size_t> order_;  // the numbers in the order of time
};

StillsResult run(const StillsOptions& given, Source& source, PictureOutput& output, AvLog& log, CancelToken& cancel,
                 ProgressMeter& progress) {
  const auto start_time = Timings::Clock::now();
  const PoolUse pool_use;
  const AvLog::Scope log_scope(log);
  progress.enter(Stage::OPEN);
  Timings timings;
  std::optional<MediaSource> media;
  std::optional<Reader> opened;
  {
    const Timings::Span span(timings, Stage::OPEN);
    media.emplace(source, cancel);
    media->open([&](Source& part) { opened.emplace(part, reader_options(given), log, cancel); });
  }
  Reader& reader = *opened;
  StillsResult result;
  Segment segment = resolve_segment(given, {}, reader, result.warnings);
  const StillPlan plan = plan_stills(given, segment, reader, result.warnings);
  progress.expect(plan.number.value_or(0));
  progress.enter(Stage::SEEK);

  StillsOptions options = given;
  cut_bars(options, segment, reader, timings, cancel);
  FrameFinder finder(reader, timings, cancel);
  finder.start_at(segment.start);
  std::optional<FrameFinder::Found> first;
  const auto find_first = [&] {
    first = finder.at(segment.start);
    if (first) return;
    check_damage(finder.damage(), reader);
    throw start_beyond_end(segment.start, finder.video_end());
  };
  // Opening has decoded the first frame of the video, and only its samples are gone.
  const bool known = plan.kind == Kind::TIMES && segment.start == Rational{};
  if (!known) find_first();
  FramePlan frames =
      plan_frames(options, reader, first ? *first->frame : reader.first_frame(), step_of(options.format));
  const Geometry& geometry = frames.render.geometry;
  ColorInfo& color = frames.render.color;
  if (color.hdr()) {
    if (!first) find_first();
    const Timings::Span span(timings, Stage::DECODE);
    color.peak_nits = find_peak_nits(segment, color, *first->frame, reader);
  }
  std::optional<int64_t> pictures = plan.number;
  if (options.sprite) {
    result.layout =
        lay_out(*options.sprite, options.format, geometry.canvas_width, geometry.canvas_height, plan.number);
    if (pictures) pictures = (*pictures + result.layout->tiles() - 1) / result.layout->tiles();
  }
  const AVFrame& usual = first ? *first->frame : reader.first_frame();
  const PipelineSize size = plan_memory(options, Format::WEBP, reader, frames.render, usual,
                                        result.layout ? result.layout->pixels() * kSheetBytes : 0);
  output.open(pictures);
  progress.enter(Stage::ENCODE);
  StillPipeline pipeline({options, frames.render, result.layout, output, cancel, timings, progress, size});
  Taker taker(options, segment, plan, reader, finder, pipeline, frames.render);
  taker.take(first);
  const Damage damage = finder.damage();
  check_damage(damage, reader);
  pipeline.finish();

  progress.enter(Stage::WRITE);
  const std::optional<Rational> video_end = finder.video_end();
  result.end = plan.end;
  if (video_end) result.end = segment.end ? std::min(*segment.end, *video_end) : *video_end;
  result.stills = taker.stills(result.end, reader.timeline().interval());
  result.files = pipeline.files();
  std::sort(result.files.begin(), result.files.end(), [](const auto& a, const auto& b) { return a.number < b.number; });
  warn_about_choice(reader, result.warnings);
  warn_about_size(geometry, taker.size_change(), result.warnings);
  warn_about_colors(frames.facts, result.warnings);
  warn_about_alpha(reader, frames.facts, result.warnings);
  if (result.end) warn_about_end(segment, *result.end, reader, result.warnings);
  warn_about_rate(reader, video_end, result.warnings);
  warn_about_start(reader, result.warnings);
  warn_about_visibility(pipeline.visible(), result.warnings);
  warn_about_reading(damage.errors, finder.decoded_from_start(), video_end, reader, result.warnings);
  warn_about_photo(*media, result.warnings);
  describe_source(segment, frames.facts, video_end, reader, cancel, result);
  output.commit();
  progress.complete(static_cast<int64_t>(result.stills.size()), output.size());

  result.format = options.format;
  describe_size(geometry, result);
  result.start = segment.start;
  result.size = output.size();
  describe_timings(start_time, timings, result);
  return result;
}

}  // namespace

StillsResult stills(const StillsOptions& options, Source& source, PictureOutput& output, AvLog& log,
                    CancelToken& cancel, ProgressMeter& progress) {
  try {
    return run(options, source, output, log, cancel, progress);
  } catch (const Failure& failure) {
    throw name_limit(failure, options.limits);
  }
}

}  // namespace cliploop
