#include "frame/render.h"

#include <algorithm>
#include <cstring>

#include "base/av_compat.h"
#include "frame/deinterlace.h"
#include "frame/raster.h"

namespace cliploop {

namespace {

Rational sar_of(const AVFrame& frame) { return to_rational(frame.sample_aspect_ratio); }

uint32_t pixel(const std::array<uint8_t, 4>& rgba) {
  uint32_t value = 0;
  std::memcpy(&value, rgba.data(), sizeof value);
  return value;
}

bool needs_deinterlacing(const AVFrame& current) {
  return frame_is_interlaced(current) && Deinterlacer::handles(static_cast<AVPixelFormat>(current.format));
}

}  // namespace

RenderPlan plan_render(const AVFrame& first, Rational sar, Orientation orientation, const SizeRequest& size,
                       const std::array<uint8_t, 4>& background, bool keep_alpha) {
  RenderPlan plan;
  plan.geometry = compute_geometry({first.width, first.height, sar, orientation}, size);
  plan.color = describe_color(first);
  plan.size = size;
  plan.first_frame_sar = sar_of(first);
  plan.background = background;
  plan.keep_alpha = keep_alpha;
  return plan;
}

SourceShape shape_of(const RenderPlan& plan, const AVFrame& frame) {
  const SourceShape& first = plan.geometry.source;
  const Rational own = sar_of(frame);
  const bool first_sar = own.num == 0 || own == plan.first_frame_sar;
  return {frame.width, frame.height, first_sar ? first.sar : own, first.orientation};
}

class Renderer::Impl {
 public:
  explicit Impl(const RenderPlan& plan) : plan_(plan), geometry_(plan.geometry) { raster_.dither(plan.dither_step); }

  Image render(const AVFrame& current, const AVFrame* previous, const AVFrame* next) {
    const AVFrame* frame = &current;
    if (needs_deinterlacing(current)) {
      frame = &deinterlacer_.run(previous, current, next, frame_is_top_field_first(current));
    }
    fit(*frame);
    raster_.draw(*frame, geometry_.crop);
    Image image = place();
    raster_.release_large();
    return image;
  }

 private:
  // Updates what depends on the shape and format of the frame.
  void fit(const AVFrame& frame) {
    const SourceShape shape = shape_of(plan_, frame);
    if (!(shape == shape_)) {
      geometry_ = shape == plan_.geometry.source ? plan_.geometry : refit_geometry(plan_.geometry, shape, plan_.size);
      shape_ = shape;
    }
    ColorInfo color = describe_color(frame);
    // The peak of the first frame stays, because a change when metadata is missing would flicker.
    if (color.transfer == plan_.color.transfer) color.peak_nits = plan_.color.peak_nits;
    raster_.prepare(frame, color, plan_.keep_alpha, geometry_);
  }

  Image place() const {
    Image canvas(geometry_.canvas_width, geometry_.canvas_height);
    const Rect& where = geometry_.placement;
    auto* pixels = reinterpret_cast<uint32_t*>(canvas.rgba.data());
    canvas.opaque = raster_.opaque();
    if (where.width < canvas.width || where.height < canvas.height) {
      std::fill(pixels, pixels + canvas.pixels(), pixel(plan_.background));
      canvas.opaque = canvas.opaque && plan_.background[3] == 255;
    }
    orient_pixels(raster_.pixels(), geometry_.drawn_width, geometry_.drawn_height, raster_.stride(), shape_.orientation,
                  pixels + int64_t{where.y} * canvas.width + where.x, canvas.width);
    return canvas;
  }

  const RenderPlan plan_;
  Deinterlacer deinterlacer_;
  SourceShape shape_;  // that geometry_ is for; 0 x 0 before the first frame
  Geometry geometry_;
  Raster raster_;
};

Renderer::Renderer(const RenderPlan& plan) : impl_(std::make_unique<Impl>(plan)) {}
Renderer::~Renderer() = default;

Image Renderer::render(const AVFrame& current, const AVFrame* previous, const AVFrame* next) {
  return impl_->render(current, previous, next);
}

}  // namespace cliploop
