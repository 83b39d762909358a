// Finds changes of the size of the video inside a segment.
#pragma once

#include <optional>

#include "base/rational.h"
#include "frame/render.h"

namespace cliploop {

// Sizes as displayed, in pixels.
struct SizeChange {
  int from_width = 0;  // of the first frame of the segment
  int from_height = 0;
  int to_width = 0;  // the largest of the other sizes
  int to_height = 0;
  Rational time;  // of the first frame with another size, in seconds
};

class SizeWatch {
 public:
  explicit SizeWatch(const RenderPlan& plan) : plan_(plan), last_(plan.geometry.source) {}
  // Takes the frames that are shown, in order.
  void look(const AVFrame& frame, Rational time);
  // nullopt when all frames have the same size.
  const std::optional<SizeChange>& change() const { return change_; }

 private:
  const RenderPlan& plan_;
  SourceShape last_;
  std::optional<SizeChange> change_;
};

}  // namespace cliploop
