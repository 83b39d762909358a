// The part of a video that a measurement looks at.
#pragma once

#include "input/reader.h"
#include "job/segment.h"

namespace cliploop {

struct Span {
  Rational start;
  Rational end;
  bool open = false;  // the video may go on after `end`, because its length is unknown
};

// unknown: the length to assume when the length of the video is unknown, seconds.
inline Span span_of(const Segment& segment, const Reader& reader, Rational unknown) {
  const std::optional<Rational> length = segment.video_length ? segment.video_length->end : reader.claimed_length();
  const std::optional<Rational> end = segment.end && length ? std::min(*segment.end, *length)
                                      : segment.end         ? segment.end
                                                            : length;
  if (!end) return {segment.start, segment.start + unknown, true};
  return {segment.start, std::max(segment.start, *end), false};
}

}  // namespace cliploop
