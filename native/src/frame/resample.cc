#include "frame/resample.h"

#include "frame/resample_passes.h"

namespace cliploop {

Resampler::Resampler(const ResampleAxis& across, const ResampleAxis& down, int depth)
    : width_(across.from),
      height_(down.from),
      to_width_(across.to),
      to_height_(down.to),
      depth_(depth),
      same_size_(across.step == 1 && across.shift == 0 && down.step == 1 && down.shift == 0),
      across_(make_kernel(across, kernel_span(across.step) > kPassBlock ? 2 * kPassBlock : kPassBlock)),
      down_(make_kernel(down, 2)),
      row_(static_cast<size_t>(width_) + static_cast<size_t>(across_.taps) + kPassBlock) {}

void Resampler::run(const uint8_t* from, int from_stride, uint8_t* to, int to_stride) {
  if (same_size_ && depth_ <= yuv_bits) {
    for (int y = 0; y < to_height_; ++y) {
      const uint8_t* in = from + int64_t{y} * from_stride;
      auto* out = reinterpret_cast<uint16_t*>(to + int64_t{y} * to_stride);
      for (int x = 0; x < to_width_; ++x) {
        const int sample = depth_ == 8 ? in[x] : sample_at<uint16_t>(in, x, depth_);
        out[x] = static_cast<uint16_t>(sample << (yuv_bits - depth_));
      }
    }
    return;
  }
  const SamplePlane plane{from, from_stride, width_, height_, depth_};
  for (int y = 0; y < to_height_; ++y) {
    if (depth_ == 8) {
      resample_down<uint8_t>(down_, plane, y, row_.data());
    } else {
      resample_down<uint16_t>(down_, plane, y, row_.data());
    }
    resample_across(across_, row_.data(), to_width_, reinterpret_cast<uint16_t*>(to + int64_t{y} * to_stride));
  }
}

}  // namespace cliploop
