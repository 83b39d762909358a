// The part of the video that was asked for, in seconds from its first displayed frame.
#pragma once

#include <optional>
#include <vector>

#include "input/reader.h"
#include "job/options.h"

namespace cliploop {

struct Segment {
  Rational start;
  std::optional<Rational> end;                 // absent: the video's end
  std::optional<Reader::Length> video_length;  // where it had to be found out
};

// Finds the video's real length first when a time counts from the end. Throws START_BEYOND_END, SEGMENT_EMPTY,
// LIMIT_DURATION, LIMIT_FRAMES.
Segment resolve_segment(const AnimateOptions& options, Reader& reader, std::vector<Warning>& warnings);

// Times in messages: at most three decimals.
std::string seconds_text(Rational time);

}  // namespace cliploop
