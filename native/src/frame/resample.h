// Resizes one plane of samples. It handles the formats of nearly all videos.
#pragma once

#include <cstdint>
#include <vector>

#include "frame/kernel.h"

namespace cliploop {

// Separable Lanczos with three lobes in integer arithmetic, vertical pass first; the result is the same on every CPU.
class Resampler {
 public:
  // depth: bits of a sample, 8 to 14; a sample takes one byte for 8, else two. The result has yuv_bits (10) in two
  // bytes. The kernels may span at most kMaxKernelSpan samples.
  Resampler(const ResampleAxis& across, const ResampleAxis& down, int depth);

  // Strides in bytes.
  void run(const uint8_t* from, int from_stride, uint8_t* to, int to_stride);

 private:
  int width_;
  int height_;
  int to_width_;
  int to_height_;
  int depth_;
  bool same_size_;  // only the depth changes
  Kernel across_;
  Kernel down_;
  std::vector<int16_t> row_;  // between the passes, with room for the padding of the last window
};

}  // namespace cliploop
