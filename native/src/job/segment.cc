#include "job/segment.h"

#include <cmath>

#include "base/json.h"

namespace cliploop {
namespace {

void check_limits(const AnimateOptions& options, const Segment& segment) {
  if (!segment.end) return;
  const Rational duration = *segment.end - segment.start;
  const Rational longest = options.limits.max_duration;
  if (longest > Rational{} && duration > longest) {
    throw Failure(Code::LIMIT_DURATION, "sample",
                  "the segment of " + seconds_text(duration) + " is longer than limits.maxDuration (" +
                      seconds_text(longest) + ")");
  }
  if (options.fps && (duration * *options.fps).ceiled() > options.limits.max_frames) {
    throw Failure(Code::LIMIT_FRAMES, "sample",
                  "the segment has " + std::to_string((duration * *options.fps).ceiled()) +
                      " frames, more than limits.maxFrames (" + std::to_string(options.limits.max_frames) + ")");
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
  check_limits(options, segment);
  return segment;
}

}  // namespace cliploop
