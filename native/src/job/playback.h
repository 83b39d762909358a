// The order in which the output shows the frames of the segment.
#pragma once

#include <cstddef>
#include <vector>

#include "base/rational.h"
#include "job/options.h"

namespace cliploop {

struct PlayedFrame {
  size_t index = 0;  // of the frame in the segment
  Rational start;    // seconds of the segment from the start of the output, before `speed` applies
};

struct PlayedFrames {
  std::vector<PlayedFrame> frames;
  Rational end;  // of the output, like `start`
};

// starts: of the frames, seconds from the start of the segment. end: of the last one.
PlayedFrames play(Playback playback, const std::vector<Rational>& starts, Rational end);

// The frames of a lower frame rate. rate: frames per second of the segment. regular: the frames on screen at multiples
// of 1 / rate; otherwise, frames keep their times where they are at least 1 / rate apart.
PlayedFrames thin_out(const PlayedFrames& all, Rational rate, bool regular);

// How many frames the output has, when the segment has this many.
int64_t played_frames(Playback playback, int64_t frames);

}  // namespace cliploop
