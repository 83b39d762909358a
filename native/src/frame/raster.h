// Converts a decoded frame to sRGB pixels of the output size, before orientation.
#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "frame/color.h"
#include "frame/geometry.h"
#include "frame/lut.h"
#include "frame/nonlinear.h"
#include "frame/scale.h"
#include "frame/yuv.h"

namespace cliploop {

// Opaque frames are scaled, then converted to RGB. Frames with alpha are converted to RGB first, premultiplied, scaled
// and divided by alpha again, so that the colors of transparent pixels do not show at edges.
class Raster {
 public:
  // Prepares for the format, color and size of a frame; does nothing while they stay the same. keep_alpha = false drops
  // alpha, and transparent pixels show their colors.
  void prepare(const AVFrame& frame, const ColorInfo& color, bool keep_alpha, const Geometry& geometry);

  // Colors that need mapping and have more than 8 bits are then dithered. step: see DitherRow; 0 = no dithering.
  void dither(double step) { dither_step_ = step; }

  // After prepare(). The result is valid until the next call.
  void draw(const AVFrame& frame, const Rect& crop);

  // After prepare() for a color that needs mapping, without alpha: calls visit(signals) for each row of the scaled
  // frame. The signals are R' G' B' A of 16 bits before mapping.
  template <typename Visit>
  void scan(const AVFrame& frame, const Rect& crop, const Visit& visit) {
    allocate();
    first_->run(planes_of(frame, crop), scaled_);
    for (int y = 0; y < height_; ++y) visit(signals(y, width_));
  }

  // Frees the memory of large pictures, which later stages need more. pixels() is then invalid.
  void release_large();

  // R G B A bytes of the drawn picture; the stride counts pixels.
  const uint32_t* pixels() const { return reinterpret_cast<const uint32_t*>(result_.data[0]); }
  int64_t stride() const { return result_.stride[0] / 4; }
  bool opaque() const { return opaque_; }

 private:
  Planes planes_of(const AVFrame& frame, const Rect& crop) const;
  void allocate();
  const uint16_t* signals(int y, int width);
  void draw_opaque(const Planes& source);
  void draw_alpha(const Planes& source);
  void finish_row(int y, int width, uint8_t* rgba);
  void split_row(const uint8_t* rgba, int y);

  ScaleSpec spec_;  // of first_
  ColorInfo color_;
  int width_ = 0;   // of the result
  int height_ = 0;  // of the result
  bool alpha_ = false;

  std::optional<Scaler> first_;
  ScaleBuffer neutral_;                              // chroma planes for gray, else empty
  ScaleBuffer scaled_;                               // the output of first_
  std::optional<YuvToRgb> yuv_;                      // empty for RGB, and with nonlinear_
  std::unique_ptr<const NonlinearToRgb> nonlinear_;  // or null
  std::shared_ptr<const ColorLut> lut_;
  double dither_step_ = 0;
  bool deep_ = false;               // the source has more than 8 bits
  std::vector<uint16_t> deep_row_;  // before lut_, or of nonlinear_

  std::optional<Scaler> second_;  // for frames with alpha
  std::optional<ScaleSpec> second_spec_;
  ScaleBuffer weighted_;  // planes R, G, B, A
  ScaleBuffer shrunk_;    // the same at the final size
  std::vector<uint8_t> row_;

  ScaleBuffer result_;
  bool opaque_ = true;
};

}  // namespace cliploop
