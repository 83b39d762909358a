// Finds a good moment of a video: not dark, without a cut, sharp, moving, and close to a loop.
#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "base/cancel.h"
#include "input/reader.h"
#include "job/loop_search.h"
#include "job/options.h"
#include "job/segment.h"
#include "job/timings.h"

namespace cliploop {

// How a picture looks.
struct Look {
  double brightness = 0;  // mean luma, 0 to 255
  double contrast = 0;    // standard deviation of the luma
  double sharpness = 0;   // mean difference of the luma of a pixel and its neighbors
};
Look look_of(const Image& image);

// Whether a picture is worth showing.
bool shows_something(const Look& look);

struct Moment {
  size_t start = 0;  // the first frame
  double score = 0;  // larger is better; 0: not usable
};

// The best moment of a length in consecutive frames. Moments with a cut or with dark frames are not usable.
Moment best_moment(const std::vector<Miniature>& frames, Rational length);

// Moves the segment to a good moment, when the options ask for it. The reader must be moved afterwards.
void choose_start(const AnimateOptions& options, Segment& segment, Reader& reader, Timings& timings,
                  CancelToken& cancel);

}  // namespace cliploop
