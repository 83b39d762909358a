// The requested part of the video, in seconds from its first displayed frame.
#pragma once

#include <optional>
#include <vector>

#include "input/reader.h"
#include "job/options.h"

namespace cliploop {

struct Segment {
  Rational start;
  std::optional<Rational> end;                 // absent: the end of the video
  std::optional<Reader::Length> video_length;  // set when it had to be found
};

// The number of frames per second that the job will show, if it is known before decoding; 0 = unknown.
Rational sure_rate(const AnimateOptions& options, const AVStream& stream);

// Finds the real length of the video first when a time counts from the end. rate: as from sure_rate(). Throws
// START_BEYOND_END, SEGMENT_EMPTY, LIMIT_DURATION and LIMIT_FRAMES. Adds the warning START_CLAMPED.
Segment resolve_segment(const VideoOptions& options, Rational rate, Reader& reader, std::vector<Warning>& warnings);

// The length of the video as far as it is known: found, or stated by the header. Seconds.
std::optional<Rational> known_length(const Segment& segment, const Reader& reader);

Failure start_beyond_end(Rational start, std::optional<Rational> video_end);

}  // namespace cliploop
