// Renders a decoded frame to an image: deinterlace, crop, scale, tone-map, orient, pad.
#pragma once

#include <array>
#include <memory>

extern "C" {
#include <libavutil/frame.h>
}

#include "frame/color.h"
#include "frame/geometry.h"
#include "frame/image.h"

namespace cliploop {

// What the first frame that is shown determines. All workers of a job share it, so that the output does not depend on
// which worker rendered which frame.
struct RenderPlan {
  Geometry geometry;
  ColorInfo color;
  SizeRequest size;
  Rational first_frame_sar;             // of the frame itself; geometry.source.sar may come from the container
  std::array<uint8_t, 4> background{};  // R, G, B, A
  bool keep_alpha = false;              // false: all images are opaque
  double dither_step = 0;               // see Raster::dither()
};

// sar: the sample aspect ratio of container or frame, 0 = square. Throws INVALID_OPTION like compute_geometry().
RenderPlan plan_render(const AVFrame& first, Rational sar, Orientation orientation, const SizeRequest& size,
                       const std::array<uint8_t, 4>& background, bool keep_alpha);

// The shape of a frame after the first one.
SourceShape shape_of(const RenderPlan& plan, const AVFrame& frame);

// Each worker thread has its own. Size, sample aspect ratio, format and color may change from frame to frame; the
// canvas does not.
class Renderer {
 public:
  explicit Renderer(const RenderPlan& plan);
  ~Renderer();
  Renderer(const Renderer&) = delete;
  Renderer& operator=(const Renderer&) = delete;

  // previous and next: the frames beside current in display order, or null. They are used only when current is
  // interlaced. The result has the size of the canvas. Throws a Failure of Stage::SCALE.
  Image render(const AVFrame& current, const AVFrame* previous, const AVFrame* next);

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace cliploop
