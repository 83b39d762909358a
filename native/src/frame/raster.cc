#include "frame/raster.h"

#include <algorithm>

extern "C" {
#include <libavutil/pixdesc.h>
}

#include "frame/alpha.h"

namespace cliploop {

namespace {

// The planes of a frame from the top left corner of the crop on.
Planes planes_at(const AVFrame& frame, const Rect& crop) {
  const AVPixFmtDescriptor& format = *av_pix_fmt_desc_get(static_cast<AVPixelFormat>(frame.format));
  Planes planes;
  for (size_t i = 0; i < 4; ++i) {
    planes.data[i] = frame.data[i];
    planes.stride[i] = frame.linesize[i];
  }
  bool moved[4] = {};
  for (int c = 0; c < format.nb_components; ++c) {
    const AVComponentDescriptor& component = format.comp[c];
    const auto plane = static_cast<size_t>(component.plane);
    if (moved[plane]) continue;
    moved[plane] = true;
    const bool chroma = (c == 1 || c == 2) && (format.flags & AV_PIX_FMT_FLAG_RGB) == 0;
    const int64_t across = int64_t{chroma ? crop.x >> format.log2_chroma_w : crop.x} * component.step;
    const int64_t down = chroma ? crop.y >> format.log2_chroma_h : crop.y;
    // In bitstream formats, steps are in bits.
    const int64_t bytes = (format.flags & AV_PIX_FMT_FLAG_BITSTREAM) != 0 ? across / 8 : across;
    planes.data[plane] += down * planes.stride[plane] + bytes;
  }
  return planes;
}

// Gray as 4:2:0, with neutral chroma planes, because libswscale always reads gray as full range.
AVPixelFormat with_chroma(AVPixelFormat format) {
  switch (format) {
    case AV_PIX_FMT_GRAY8:
      return AV_PIX_FMT_YUV420P;
    case AV_PIX_FMT_GRAY9:
      return AV_PIX_FMT_YUV420P9;
    case AV_PIX_FMT_GRAY10:
      return AV_PIX_FMT_YUV420P10;
    case AV_PIX_FMT_GRAY12:
      return AV_PIX_FMT_YUV420P12;
    case AV_PIX_FMT_GRAY14:
      return AV_PIX_FMT_YUV420P14;
    case AV_PIX_FMT_GRAY16:
      return AV_PIX_FMT_YUV420P16;
    default:
      return format;
  }
}

ScaleBuffer neutral_chroma(AVPixelFormat format, int width, int height) {
  ScaleBuffer buffer(format, width, height);
  const int depth = av_pix_fmt_desc_get(format)->comp[0].depth;
  for (int y = 0; y < (height + 1) / 2; ++y) {
    if (depth == 8) {
      std::fill_n(row_of<uint8_t>(buffer, 1, y), buffer.stride[1], static_cast<uint8_t>(128));
    } else {
      std::fill_n(row_of<uint16_t>(buffer, 1, y), buffer.stride[1] / 2, static_cast<uint16_t>(1 << (depth - 1)));
    }
  }
  return buffer;
}

AVChromaLocation chroma_of(const AVFrame& frame) {
  if (frame.chroma_location != AVCHROMA_LOC_UNSPECIFIED) return frame.chroma_location;
  // The default of MJPEG and of 4:1:0 is the center, that of others is the left.
  const auto format = static_cast<AVPixelFormat>(frame.format);
  const bool centered = without_range(format) != format || format == AV_PIX_FMT_YUV410P;
  return centered ? AVCHROMA_LOC_CENTER : AVCHROMA_LOC_LEFT;
}

uint8_t sixteen_to_8_bits(uint16_t value) { return static_cast<uint8_t>((value * 255 + 32767) / 65535); }

}  // namespace

void Raster::prepare(const AVFrame& frame, const ColorInfo& color, bool keep_alpha, const Geometry& geometry) {
  const auto format = static_cast<AVPixelFormat>(frame.format);
  const bool alpha = keep_alpha && has_alpha(format);
  const bool rgb = is_rgb(format);
  const bool mapped = color.needs_mapping();

  const View& view = geometry.view;
  const ScaleView shown{view.x.seconds(), view.y.seconds(), view.width.seconds(), view.height.seconds()};
  ScaleSpec spec;
  spec.source_width = geometry.crop.width;
  spec.source_height = geometry.crop.height;
  spec.source_format = with_chroma(without_range(format));
  spec.chroma = chroma_of(frame);
  spec.view = shown;
  spec.bounds = geometry.bounds;
  spec.width = geometry.drawn_width;
  spec.height = geometry.drawn_height;
  if (alpha) {
    spec = ScaleSpec::whole(spec.source_width, spec.source_height, spec.source_format, spec.source_width,
                            spec.source_height, spec.format, spec.chroma);
  }
  if (rgb) {
    spec.format = mapped ? AV_PIX_FMT_RGBA64 : AV_PIX_FMT_RGBA;
  } else {
    spec.format = alpha ? AV_PIX_FMT_YUVA444P10 : AV_PIX_FMT_YUV444P10;
  }
  // Alpha is premultiplied at the size of the source, and then scaled.
  const auto planes = AV_PIX_FMT_YUVA444P;  // R, G, B and A; this name makes libswscale scale them without conversion
  const std::optional<ScaleSpec> second =
      alpha ? std::optional(ScaleSpec{spec.width, spec.height, planes, shown, geometry.bounds, geometry.drawn_width,
                                      geometry.drawn_height, planes, AVCHROMA_LOC_UNSPECIFIED})
            : std::nullopt;
  if (first_ && spec == spec_ && second == second_spec_ && color.same_meaning(color_)) return;

  first_.reset();
  second_.reset();
  spec_ = spec;
  color_ = color;
  second_spec_ = second;
  alpha_ = alpha;
  width_ = geometry.drawn_width;
  height_ = geometry.drawn_height;
  scaled_ = {};
  result_ = {};
  yuv_.reset();
  nonlinear_.reset();
  const int depth = av_pix_fmt_desc_get(format)->comp[0].depth;
  deep_ = depth > 8;
  if (!rgb) {
    nonlinear_ = NonlinearToRgb::make(color, depth);
    if (!nonlinear_) yuv_.emplace(color.matrix, color.range, depth, color.primaries);
  }
  lut_.reset();
  const bool gray = spec.source_format != without_range(format);
  neutral_ = gray ? neutral_chroma(spec.source_format, spec.source_width, spec.source_height) : ScaleBuffer();
  deep_row_.resize(static_cast<size_t>(spec.width) * 4);
  if (second) {
    row_.resize(static_cast<size_t>(spec.width) * 4);
    weighted_ = ScaleBuffer(planes, spec.width, spec.height);
    shrunk_ = ScaleBuffer(planes, width_, height_);
    second_.emplace(*second);
  }
  first_.emplace(spec);
}

Planes Raster::planes_of(const AVFrame& frame, const Rect& crop) const {
  Planes source = planes_at(frame, crop);
  if (neutral_.data[1] != nullptr) {
    source.data[1] = source.data[2] = neutral_.data[1];
    source.stride[1] = source.stride[2] = neutral_.stride[1];
  }
  return source;
}

void Raster::allocate() {
  if (scaled_.data[0] != nullptr) return;
  scaled_ = ScaleBuffer(spec_.format, spec_.width, spec_.height);
  result_ = ScaleBuffer(AV_PIX_FMT_RGBA, width_, height_);
}

void Raster::release_large() {
  constexpr int64_t kLarge = 10'000'000;  // pixels; the work for so many takes much longer than new memory
  if (std::max(int64_t{spec_.width} * spec_.height, int64_t{width_} * height_) < kLarge) return;
  scaled_ = {};
  result_ = {};
}

void Raster::draw(const AVFrame& frame, const Rect& crop) {
  if (color_.needs_mapping() && !lut_) lut_ = ColorLut::shared(color_);  // scan() does not need it
  allocate();
  const Planes source = planes_of(frame, crop);
  if (alpha_) {
    draw_alpha(source);
  } else {
    draw_opaque(source);
  }
}

void Raster::draw_opaque(const Planes& source) {
  opaque_ = true;
  first_->run(source, scaled_);
  for (int y = 0; y < height_; ++y) {
    auto* rgba = row_of<uint8_t>(result_, 0, y);
    finish_row(y, width_, rgba);
    for (int x = 0; x < width_; ++x) rgba[x * 4 + 3] = 255;
  }
}

void Raster::draw_alpha(const Planes& source) {
  first_->run(source, scaled_);
  for (int y = 0; y < spec_.height; ++y) {
    finish_row(y, spec_.width, row_.data());
    split_row(row_.data(), y);
  }
  second_->run(weighted_.planes(), shrunk_);
  opaque_ = true;
  for (int y = 0; y < height_; ++y) {
    const auto plane = [&](size_t i) { return row_of<const uint8_t>(shrunk_, i, y); };
    const bool clear = straighten(plane(0), plane(1), plane(2), plane(3), width_, row_of<uint8_t>(result_, 0, y));
    opaque_ = opaque_ && !clear;
  }
}

// Row y of scaled_ as R' G' B' A of 16 bits. Only for colors that need mapping, or are not linear.
const uint16_t* Raster::signals(int y, int width) {
  const uint16_t* deep = row_of<const uint16_t>(scaled_, 0, y);
  if (!yuv_ && !nonlinear_) return deep;
  const uint16_t* blue = row_of<const uint16_t>(scaled_, 1, y);
  const uint16_t* red = row_of<const uint16_t>(scaled_, 2, y);
  const uint16_t* alpha = alpha_ ? row_of<const uint16_t>(scaled_, 3, y) : nullptr;
  if (nonlinear_) {
    nonlinear_->row(deep, blue, red, alpha, width, deep_row_.data());
  } else {
    yuv_->row(deep, blue, red, alpha, width, deep_row_.data());
  }
  return deep_row_.data();
}

// Converts row y of scaled_ to sRGB.
void Raster::finish_row(int y, int width, uint8_t* rgba) {
  const auto pixels = static_cast<size_t>(width);
  if (lut_ && deep_ && dither_step_ > 0) {
    lut_->apply(signals(y, width), pixels, DitherRow(y, dither_step_), rgba);
  } else if (lut_) {
    lut_->apply(signals(y, width), pixels, rgba);
  } else if (nonlinear_) {
    const uint16_t* deep = signals(y, width);
    std::transform(deep, deep + pixels * 4, rgba, sixteen_to_8_bits);
  } else if (yuv_) {
    const uint16_t* alpha = alpha_ ? row_of<const uint16_t>(scaled_, 3, y) : nullptr;
    yuv_->row(row_of<const uint16_t>(scaled_, 0, y), row_of<const uint16_t>(scaled_, 1, y),
              row_of<const uint16_t>(scaled_, 2, y), alpha, width, rgba);
  } else {
    std::copy_n(row_of<const uint8_t>(scaled_, 0, y), pixels * 4, rgba);
  }
}

void Raster::split_row(const uint8_t* rgba, int y) {
  uint8_t* red = row_of<uint8_t>(weighted_, 0, y);
  uint8_t* green = row_of<uint8_t>(weighted_, 1, y);
  uint8_t* blue = row_of<uint8_t>(weighted_, 2, y);
  uint8_t* alpha = row_of<uint8_t>(weighted_, 3, y);
  for (int x = 0; x < spec_.width; ++x) {
    red[x] = rgba[x * 4];
    green[x] = rgba[x * 4 + 1];
    blue[x] = rgba[x * 4 + 2];
    alpha[x] = rgba[x * 4 + 3];
  }
  if (!any_transparent(alpha, spec_.width)) return;
  for (uint8_t* color : {red, green, blue}) premultiply(color, alpha, spec_.width);
}

}  // namespace cliploop
