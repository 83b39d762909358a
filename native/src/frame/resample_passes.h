// The two passes of the resampler. Each makes one row, with SIMD instructions where the CPU has them; the result is the
// same with and without.
#pragma once

#include <algorithm>
#include <cstdint>

#include "frame/kernel.h"
#include "frame/yuv.h"

namespace cliploop {

// The longest kernel that the passes support; beyond it another scaler is faster. See kernel_span().
inline constexpr int kMaxKernelSpan = 128;
inline bool kernel_fits(double step) { return kernel_span(step) <= kMaxKernelSpan; }
// Bits of a sample between the two passes.
inline constexpr int kRowBits = 14;
// Samples that one SIMD step of a pass works on.
inline constexpr int kPassBlock = 8;

struct SamplePlane {
  const uint8_t* data;
  int stride;  // bytes
  int width;
  int height;
  int depth;  // bits of a sample, 8 to 14; a sample takes one byte for 8, else two
};

// Raw video may hold samples beyond its depth; they count as the largest value.
template <typename Sample>
int sample_at(const uint8_t* row, int x, int depth) {
  return std::min<int>(reinterpret_cast<const Sample*>(row)[x], (1 << depth) - 1);
}

// Vertical pass: row y of the output at the width of the source.
template <typename Sample>
void resample_down(const Kernel& kernel, const SamplePlane& from, int y, int16_t* to);

// Horizontal pass: `width` samples of yuv_bits. `row` needs kernel.taps + kPassBlock samples of room behind its width.
void resample_across(const Kernel& kernel, const int16_t* row, int width, uint16_t* to);

}  // namespace cliploop
