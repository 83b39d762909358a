#include "job/segment.h"

#include <cmath>

#include "base/counted.h"
#include "base/json.h"

namespace cliploop {
namespace {

// Of the segment as far as the video goes, which a wrong header must not decide.
void check_limits(const AnimateOptions& options, Segment& segment, Reader& reader) {
  const std::optional<Rational> claimed = reader.claimed_length();
  if (!segment.end && !claimed) return;
  const auto within = [&](std::optional<Rational> length) {
    const Rational end = segment.end.value_or(length.value_or(Rational{}));
    return (length ? std::min(end, *length) : end) - segment.start;
  };
  const auto exceeds = [&](Rational duration) {
    const Rational longest = options.limits.max_duration;
    return (longest > Rational{} && duration > longest) ||
           (options.fps && (duration * *options.fps).ceiled() > options.limits.max_frames);
  };
  if (!exceeds(within(claimed))) return;
  if (!segment.video_length) {
    // A stream that comes once and says nothing of its length is watched while it runs instead.
    if (!reader.demuxer().random_access() && !claimed) return;
    segment.video_length = reader.find_length();
  }
  const Rational duration = within(segment.video_length->end);
  const Rational longest = options.limits.max_duration;
  if (longest > Rational{} && duration > longest) {
    throw Failure(Code::LIMIT_DURATION, "sample", seconds_text(duration) + ", the limit is " + seconds_text(longest));
  }
  if (options.fps && (duration * *options.fps).ceiled() > options.limits.max_frames) {
    throw Failure(Code::LIMIT_FRAMES, "sample",
                  counted((duration * *options.fps).ceiled(), "frame", "frames") + ", the limit is " +
                      std::to_string(options.limits.max_frames));
  }
}

}  // namespace

std::string seconds_text(Rational time) {
  return JsonWriter().value(std::round(time.seconds() * 1000) / 1000).text() + " s";
}

Segment resolve_segment(const AnimateOptions& options, Reader& reader, std::vector<Warning>& warnings) {
  const Rational zero;
  Segment segment;
  const bool open_end = !options.end || *options.end == zero;
  if (options.start < zero || (!open_end && *options.end < zero)) segment.video_length = reader.find_length();

  segment.start = options.start;
  if (options.start < zero) {
    const Rational length = segment.video_length->end;
    segment.start = length + options.start;
    if (segment.start < zero) {
      warnings.push_back({"START_CLAMPED", "start is " + seconds_text(zero - options.start) +
                                               " before the end, but the video is " + seconds_text(length) +
                                               " long; the segment starts at 0 s"});
      segment.start = zero;
    }
  }
  if (options.duration) {
    segment.end = segment.start + *options.duration;
  } else if (!open_end) {
    segment.end = *options.end < zero ? segment.video_length->end + *options.end : *options.end;
  }
  if (segment.video_length && segment.start >= segment.video_length->end) {
    throw Failure(Code::START_BEYOND_END, "sample",
                  "it starts at " + seconds_text(segment.start) + ", and the video ends at " +
                      seconds_text(segment.video_length->end));
  }
  if (segment.end && *segment.end <= segment.start) {
    throw Failure(Code::SEGMENT_EMPTY, "sample",
                  "it starts at " + seconds_text(segment.start) + " and ends at " + seconds_text(*segment.end));
  }
  check_limits(options, segment, reader);
  return segment;
}

}  // namespace cliploop
