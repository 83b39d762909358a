#include "job/scaled_images.h"

#include <algorithm>

namespace cliploop {
namespace {

FramePtr new_source(Size size, AVPixelFormat format) {
  FramePtr frame = new_frame();
  frame->width = size.width;
  frame->height = size.height;
  frame->format = format;
  if (av_frame_get_buffer(frame.get(), 0) < 0) throw std::bad_alloc();
  return frame;
}

// The frame gets the pixels of the image, without alpha when its format has none.
void fill_source(const Image& image, AVFrame& frame) {
  const bool alpha = frame.format == AV_PIX_FMT_RGBA;
  for (int y = 0; y < image.height; ++y) {
    const uint8_t* from = image.row(y);
    uint8_t* to = frame.data[0] + static_cast<ptrdiff_t>(y) * frame.linesize[0];
    if (alpha) {
      std::copy_n(from, static_cast<size_t>(image.width) * 4, to);
      continue;
    }
    for (int x = 0; x < image.width; ++x, from += 4, to += 3) std::copy_n(from, 3, to);
  }
}

}  // namespace

ScaledImages::ScaledImages(Size from, Size to, size_t workers) : from_(from), to_(to), workers_(workers) {}

ImagePtr ScaledImages::of(const ImagePtr& image, int worker) {
  if (from_ == to_) return image;
  auto& [renderer, frame] = workers_[static_cast<size_t>(worker)];
  const AVPixelFormat format = image->opaque ? AV_PIX_FMT_RGB24 : AV_PIX_FMT_RGBA;
  if (!frame || frame->format != format) frame = new_source(from_, format);
  fill_source(*image, *frame);
  if (!renderer) {
    SizeRequest size;
    size.width = to_.width;
    size.height = to_.height;
    renderer = std::make_unique<Renderer>(plan_render(*frame, Rational{1}, {}, size, {}, true));
  }
  return std::make_shared<const Image>(renderer->render(*frame, nullptr, nullptr));
}

}  // namespace cliploop
