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
  size_t other = 0;  // of a frame that is blended in
  double share = 0;  // of the other frame
};

struct PlayedFrames {
  std::vector<PlayedFrame> frames;
  Rational end;  // of the output, like `start`
};

// starts: of the frames, seconds from the start of the segment. end: of the last one.
PlayedFrames in_order(const std::vector<Rational>& starts, Rational end);

// The same frames without those of the first `fade` seconds, into which the last ones fade. rate: frames per second of
// the segment, of the part that fades.
PlayedFrames crossfade(const PlayedFrames& all, Rational fade, Rational rate);

PlayedFrames play(Playback playback, const PlayedFrames& all);

// The frames of a lower frame rate. rate: frames per second of the segment. regular: the frames on screen at multiples
// of 1 / rate; otherwise, frames keep their times where they are at least 1 / rate apart.
PlayedFrames thin_out(const PlayedFrames& all, Rational rate, bool regular);

// How many frames the output has, when the segment has this many.
int64_t played_frames(Playback playback, int64_t frames);

}  // namespace cliploop
