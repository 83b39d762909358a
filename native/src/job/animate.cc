#include "job/animate.h"

#include <algorithm>
#include <iterator>

#include "base/pool.h"
#include "frame/render.h"
#include "input/motion_photo.h"
#include "job/bars.h"
#include "job/describe.h"
#include "job/encode.h"
#include "job/format_encoder.h"
#include "job/input_warnings.h"
#include "job/memory.h"
#include "job/moment.h"
#include "job/playback.h"
#include "job/segment.h"
#include "job/warnings.h"

namespace cliploop {
namespace {

// Whether the segment surely begins before the end of the video, as far as that is known without decoding up to there.
bool begins_in_video(const Segment& segment, const Reader& reader) {
  if (segment.start == Rational{}) return true;
  if (segment.video_length) return segment.start < segment.video_length->end;
  const std::optional<Rational> claimed = reader.claimed_length();
  return claimed && segment.start + Rational{1} < *claimed;
}

// Whether the first frame of the file allows the requested size. If not, the first frame of the segment still may.
bool allows_size(const AnimateOptions& options, const Segment& segment, const Reader& reader) {
  try {
    plan_segment(options, segment, reader, reader.first_frame());
    return true;
  } catch (const Failure&) {
    return false;
  }
}

// The number of frames to expect, for progress; 0 when unknown.
int64_t expected_frames(const AnimateOptions& options, const Segment& segment, const Reader& reader, Rational rate) {
  if (!options.fps && !options.fps_limit) return 0;
  const std::optional<Rational> length = known_length(segment, reader);
  Rational end = segment.end.value_or(length.value_or(Rational{}));
  if (length && *length > segment.start) end = std::min(end, *length);
  if (end <= segment.start) return 0;
  const int64_t expected = played_frames(options.playback, ((end - segment.start) * rate).ceiled());
  return expected <= options.limits.max_frames ? expected : 0;
}

// Counted like the expected frames.
int64_t finished_frames(const AnimateOptions& options, const EncodeResult& encoded, Rational rate) {
  if (options.fps || (options.budget && !options.fps_limit)) return encoded.samples;
  if (!options.fps_limit) return encoded.frames;
  const Rational duration{encoded.duration, delay_rules(options.format).units_per_second};
  return std::max((duration * options.speed * rate).rounded(), encoded.frames);
}

AnimateResult run(const AnimateOptions& wanted, Source& source, Sink& sink, AvLog& log, CancelToken& cancel,
                  ProgressMeter& progress, const PlanCallback& on_plan) {
  const auto start_time = Timings::Clock::now();
  const AnimateOptions given = with_source_rates(wanted);
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
  AnimateOptions options = given;
  if (reader.demuxer().is_animated_image()) options.fps_limit.reset();
  const int loop = options.loop.value_or(reader.demuxer().plays().value_or(0));

  AnimateResult result;
  Segment segment = resolve_segment(given, sure_rate(given, reader.stream()), reader, result.warnings);
  // An output that cannot be written is reported before the segment is decoded, but after the errors of the options.
  if (begins_in_video(segment, reader) && allows_size(options, segment, reader)) sink.open();
  progress.enter(Stage::SEEK);
  choose_start(options, segment, reader, timings, cancel);
  cut_bars(options, segment, reader, timings, cancel);
  const Segment asked = segment;
  result.seam = close_loop(options, segment, reader, timings, cancel);
  const Rational fade = result.seam ? result.seam->fade : Rational{};
  EncodeJob job{options, sink, cancel, progress, timings, reader, segment, on_plan, loop, fade};
  Segment shown = segment;
  shown.start = shown.start + fade;
  progress.expect(expected_frames(options, shown, reader, expected_rate(options, nominal_frame_rate(reader.stream()))));
  const EncodeResult encoded = encode_segment(job);
  source.check_unchanged();
  progress.enter(Stage::WRITE);
  const VideoFacts& facts = encoded.plan.facts;
  const Geometry& geometry = encoded.plan.render.geometry;
  warn_about_choice(reader, result.warnings);
  warn_about_size(geometry, encoded.size_change, result.warnings);
  warn_about_colors(facts, result.warnings);
  warn_about_alpha(reader, facts, result.warnings);
  warn_about_result(options, segment, reader, facts.frame_rate, encoded, result.warnings);
  if (result.seam && result.seam->moved) {
    if (const auto length = known_length(asked, reader)) warn_about_end(asked, *length, reader, result.warnings);
  }
  warn_about_photo(*media, result.warnings);
  // Reading may end with an abort or at the deadline, and there is no output then.
  describe_source(segment, facts, encoded.video_end, reader, cancel, result);
  sink.commit();
  progress.complete(finished_frames(options, encoded, encoded.plan.job.frame_rate), sink.size());

  result.format = options.format;
  describe_size(geometry, result);
  result.fitted = encoded.fitted;
  if (const auto& jumps = encoded.jumps) {
    result.seam->after = jumps->after;
    if (!result.seam->measured) result.seam->before = jumps->before;
    result.seam->measured = true;
  }
  if (const auto& fitted = result.fitted) {
    result.width = fitted->width;
    result.height = fitted->height;
  }
  result.frames = encoded.frames;
  result.duration = {encoded.duration, delay_rules(options.format).units_per_second};
  result.start = segment.start + encoded.fade;
  if (result.seam) result.seam->fade = encoded.fade / options.speed;
  result.end = encoded.end;
  result.size = sink.size();
  result.md5 = sink.md5();
  result.bitrate = (Rational{sink.size() * 8} / result.duration).rounded();
  result.loop = job.loop;
  describe_timings(start_time, timings, result);
  return result;
}

}  // namespace

AnimateResult animate(const AnimateOptions& options, Source& source, Sink& sink, AvLog& log, CancelToken& cancel,
                      ProgressMeter& progress, const PlanCallback& on_plan) {
  try {
    return run(options, source, sink, log, cancel, progress, on_plan);
  } catch (const Failure& failure) {
    constexpr Code kPerhapsByChange[] = {Code::INPUT_NOT_MEDIA, Code::NO_VIDEO, Code::DECODE_FAILED,
                                         Code::START_BEYOND_END};
    if (std::find(std::begin(kPerhapsByChange), std::end(kPerhapsByChange), failure.status.code) !=
        std::end(kPerhapsByChange)) {
      source.check_unchanged();
    }
    throw name_limit(failure, options.limits);
  }
}

}  // namespace cliploop
