// Black bars around the picture, which the option `crop` auto removes.
#pragma once

#include <algorithm>
#include <cstdint>
#include <vector>

#include "frame/image.h"
#include "frame/rect.h"
#include "input/reader.h"
#include "job/options.h"
#include "job/segment.h"
#include "job/timings.h"

namespace cliploop {

// Finds the part of the pictures that is not a bar. All have the same size.
class BarFinder {
 public:
  // The most pixels of a line in one picture.
  struct Line {
    int dim = 0;     // that are not black
    int bright = 0;  // of these
    void add(Line other) {
      dim += other.dim;
      bright += other.bright;
    }
    void raise(Line other) {
      dim = std::max(dim, other.dim);
      bright = std::max(bright, other.bright);
    }
  };

  void look(const Image& picture);

  // The picture without its bars. A bar counts only when the line beside it shows a straight border in some picture, so
  // that dark scenes and text on black are not cut. The whole picture when nothing, or nearly everything, is a bar.
  Rect content() const;

 private:
  int width_ = 0;
  int height_ = 0;
  std::vector<Line> rows_;
  std::vector<Line> columns_;
};

// With the option crop_bars, sets the crop of the options to the part of the segment without bars: of the frames in
// each of up to 16 parts of the segment, one is looked at. The reader has another position then. Throws LIMIT_MEMORY.
void cut_bars(VideoOptions& options, const Segment& segment, Reader& reader, Timings& timings, CancelToken& cancel);

}  // namespace cliploop
