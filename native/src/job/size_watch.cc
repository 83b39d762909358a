#include "job/size_watch.h"

namespace cliploop {

void SizeWatch::look(const AVFrame& frame, Rational time) {
  const SourceShape shape = shape_of(plan_, frame);
  if (shape == last_) return;
  last_ = shape;
  const Geometry now = compute_geometry(shape, {});
  const Geometry& first = plan_.geometry;
  if (now.display_width == first.display_width && now.display_height == first.display_height) return;
  if (!change_) change_ = SizeChange{first.display_width, first.display_height, 0, 0, time};
  if (int64_t{now.display_width} * now.display_height > int64_t{change_->to_width} * change_->to_height) {
    change_->to_width = now.display_width;
    change_->to_height = now.display_height;
  }
}

}  // namespace cliploop
