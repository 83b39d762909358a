#include "job/segment.h"

#include <algorithm>

#include "base/av_compat.h"
#include "base/text.h"

namespace cliploop {

Rational sure_rate(const AnimateOptions& options, const AVStream& stream) {
  if (options.fps) return *options.fps;
  const Rational average = to_rational(stream.avg_frame_rate);
  const Rational base = to_rational(stream.r_frame_rate);
  const bool constant = average > Rational{} && average * Rational{9, 10} < base && base < average * Rational{11, 10};
  return options.fps_limit && constant ? std::min(average, *options.fps_limit) : Rational{};
}

namespace {

// Checks the part of the segment that lies in the video. A wrong header must not make this fail, so the real length is
// found before a limit is reported.
void check_limits(const VideoOptions& options, Rational rate, Segment& segment, Reader& reader) {
  const std::optional<Rational> claimed = reader.claimed_length();
  if (!segment.end && !claimed) return;
  const auto within = [&](std::optional<Rational> length) {
    const Rational end = segment.end.value_or(length.value_or(Rational{}));
    return (length ? std::min(end, *length) : end) - segment.start;
  };
  const auto exceeds = [&](Rational duration) {
    const Rational longest = options.limits.max_duration;
    return (longest > Rational{} && duration > longest) || (duration * rate).ceiled() > options.limits.max_frames;
  };
  if (!exceeds(within(claimed))) return;
  if (!segment.video_length) {
    // The input can be read once and its length is unknown: the limits are checked while it is encoded.
    if (!reader.demuxer().random_access() && !claimed) return;
    segment.video_length = reader.find_length();
  }
  const Rational duration = within(segment.video_length->end);
  const Rational longest = options.limits.max_duration;
  if (longest > Rational{} && duration > longest) {
    throw Failure(Code::LIMIT_DURATION, Stage::SAMPLE,
                  seconds_text(duration) + ", the limit is " + seconds_text(longest));
  }
  if ((duration * rate).ceiled() > options.limits.max_frames) {
    throw Failure(Code::LIMIT_FRAMES, Stage::SAMPLE,
                  count_text((duration * rate).ceiled(), "frame", "frames") + ", the limit is " +
                      std::to_string(options.limits.max_frames));
  }
}

}  // namespace

Failure start_beyond_end(Rational start, std::optional<Rational> video_end) {
  return {Code::START_BEYOND_END, Stage::SAMPLE,
          "start is " + seconds_text(start) + (video_end ? ", the video ends at " + seconds_text(*video_end) : "")};
}

std::optional<Rational> known_length(const Segment& segment, const Reader& reader) {
  if (segment.video_length) return segment.video_length->end;
  return reader.clock_restarts() ? std::nullopt : reader.claimed_length();
}

Segment resolve_segment(const VideoOptions& options, Rational rate, Reader& reader, std::vector<Warning>& warnings) {
  const Rational zero;
  Segment segment;
  const bool open_end = !options.end || *options.end == zero;
  const bool from_end = options.start < zero || (!open_end && *options.end < zero);
  // Files whose headers cannot be relied on: the length matters when the segment may reach it.
  const std::optional<Rational> wanted = options.duration ? options.start + *options.duration : options.end;
  const std::optional<Rational> claimed = reader.claimed_length();
  const bool within = wanted && *wanted > zero && claimed && *wanted < *claimed;
  if (from_end || (!within && reader.length_is_cheap())) segment.video_length = reader.find_length();

  segment.start = options.start;
  if (options.start < zero) {
    const Rational length = segment.video_length->end;
    segment.start = length + options.start;
    if (segment.start < zero) {
      warnings.push_back({"START_CLAMPED", "The start, " + seconds_text(zero - options.start) +
                                               " before the end, is before the beginning of the video, which lasts " +
                                               seconds_text(length) + ". The segment starts at 0 s."});
      segment.start = zero;
    }
  }
  if (options.duration) {
    segment.end = segment.start + *options.duration;
  } else if (!open_end) {
    segment.end = *options.end < zero ? segment.video_length->end + *options.end : *options.end;
  }
  if (segment.video_length && segment.start >= segment.video_length->end) {
    reader.refuse_encrypted_end();
    throw start_beyond_end(segment.start, segment.video_length->end);
  }
  if (segment.end && *segment.end <= segment.start) {
    throw Failure(Code::SEGMENT_EMPTY, Stage::SAMPLE,
                  "start is " + seconds_text(segment.start) + ", end is " + seconds_text(*segment.end));
  }
  check_limits(options, rate, segment, reader);
  return segment;
}

}  // namespace cliploop
