// A decoded frame to the finished picture: deinterlace, crop, scale, tone-map, orient, pad.
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

// Everything that the first frame decides, shared by all workers of a job, so that no worker's history shows in the
// output.
struct RenderPlan {
  Geometry geometry;
  ColorInfo color;
  SizeRequest size;
  Rational first_frame_sar;  // the first frame's own, unlike geometry.source.sar which the container may correct
  std::array<uint8_t, 4> background{};  // R, G, B, A
  bool keep_alpha = false;              // the output wants alpha; without it every picture is opaque
};

// sar: the pixel shape to use (av_guess_sample_aspect_ratio), 0 = square. Throws INVALID_OPTION as compute_geometry
// does.
RenderPlan plan_render(const AVFrame& first, Rational sar, Orientation orientation, const SizeRequest& size,
                       const std::array<uint8_t, 4>& background, bool keep_alpha);

// One per worker thread. Size, pixel shape, format and colour may change from frame to frame; the canvas does not.
class Renderer {
 public:
  explicit Renderer(const RenderPlan& plan);
  ~Renderer();
  Renderer(const Renderer&) = delete;
  Renderer& operator=(const Renderer&) = delete;

  // previous and next: the frames beside current in display order, used only when current is interlaced; may be null.
  // The answer is plan.geometry.canvas_width x canvas_height. Throws Failure in stage "scale".
  Image render(const AVFrame& current, const AVFrame* previous, const AVFrame* next);

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

// True when render() makes use of current's neighbours, so that the caller need not keep them otherwise.
bool wants_neighbours(const AVFrame& current);

}  // namespace cliploop
