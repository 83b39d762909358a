#include "job/segment.h"

#include <cmath>

#include "base/json.h"

namespace cliploop {
namespace {

// Of the segment as far as the video goes, which a wrong header must not decide.
void check_limits(const AnimateOptions& options, Segment& segment, Reader& reader) {
  if (!segment.end) return;
  const auto within = [&](std::optional<Rational> length) {
    return length ? std::min(*segment.end, *length) - segment.start : *segment.end - segment.start;
  };
  const auto exceeds = [&](Rational duration) {
    const Rational longest = options.limits.max_duration;
    return (longest > Rational{} && duration > longest) ||
           (options.fps && (duration * *options.fps).ceiled() > options.limits.max_frames);
  };
  const std::optional<Rational> claimed = reader.claimed_length();
  if (!exceeds(within(claimed))) return;
  if (!segment.video_length) {
    // A stream that comes once and says nothing of its length is watched while it runs instead.
    if (!reader.demuxer().random_access() && !claimed) return;
    segment.video_length = reader.find_length();
  }
  const Rational duration = within(segment.video_length->end);
  const Rational longest = options.limits.max_duration;
  if (longest > Rational{} && duration > longest) {
    throw Failure(Code::LIMIT_DURATION, "sample", seconds_text(duration) + ", more than " + seconds_text(longest));
  }
  if (options.fps && (duration * *options.fps).ceiled() > options.limits.max_frames) {
    throw Failure(Code::LIMIT_FRAMES, "sample",
                  std::to_string((duration * *options.fps).ceiled()) + ", more than " +
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
      warnings.push_back({"START_CLAMPED", "start lies " + seconds_text(zero - options.start) +
                                               " before the end of a video of " + seconds_text(length) +
                                               "; the segment begins with the video"});
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
                  "start " + seconds_text(segment.start) + " is not before the video's end at " +
                      seconds_text(segment.video_length->end));
  }
  if (segment.end && *segment.end <= segment.start) {
    throw Failure(
        Code::SEGMENT_EMPTY, "sample",
        "the segment from " + seconds_text(segment.start) + " to " + seconds_text(*segment.end) + " is empty");
  }
  check_limits(options, segment, reader);
  return segment;
}

}  // namespace cliploop
