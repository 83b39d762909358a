// Finds two moments of a video between which it loops well: the frames around them look the same and move the same way.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "base/cancel.h"
#include "base/rational.h"
#include "frame/image.h"

namespace cliploop {

// A small picture of a frame.
struct Miniature {
  Rational time;                // seconds from the first displayed frame
  std::vector<uint8_t> pixels;  // R G B, black where it is transparent
  double visible = 1;           // mean alpha, 0 to 1
};

// The mean difference of two miniatures of the same size, 0 to 255.
double difference(const Miniature& one, const Miniature& other);

// The miniature of a picture of any size.
Miniature make_miniature(const Image& image, Rational time);

// How much a loop jumps: the difference of its last frame to its first one, as a multiple of the mean difference of
// neighbors. 1 = as much as any two neighbors. 0 when nothing changes.
double jump_of(const std::vector<const Miniature*>& frames);
// The same for a loop from another frame to another one, with the neighbors of these.
double jump_between(const std::vector<const Miniature*>& frames, const Miniature& last, const Miniature& first);

struct LoopEnds {
  size_t start = 0;  // the first frame
  size_t end = 0;    // the frame after the last one
};

struct LoopWindow {
  Rational start;  // the wanted ends, seconds
  Rational end;
  Rational reach;         // how far each of them may move
  Rational least_length;  // of the loop
  Rational most_length;   // 0 = no limit
  size_t stride = 1;      // frames for each one that the output shows
};

// frames: in the order of display, all that are on screen within reach of the ends, and some more. Returns the best
// ends, among equally good ones those next to the wanted ones; {0, 0} when there are none.
LoopEnds find_loop_ends(const std::vector<Miniature>& frames, const LoopWindow& window, CancelToken& cancel);

}  // namespace cliploop
