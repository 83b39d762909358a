// The Lanczos kernel of one axis: which source samples make up each output sample, and with which weights.
#pragma once

#include <cstdint>
#include <vector>

namespace cliploop {

// Output sample x shows position (x + 0.5) * step - 0.5 + shift of the source.
struct ResampleAxis {
  int from = 0;      // source samples
  int to = 0;        // output samples
  double step = 1;   // source samples per output sample
  double shift = 0;  // source samples
};

// Fraction bits of a weight.
inline constexpr int kWeightBits = 14;

// For each output sample, where its window in the source begins and the weights of the samples in it, padded with
// zeros.
struct Kernel {
  int taps = 0;  // of each window, padding included
  std::vector<int> first;
  std::vector<int16_t> weights;  // those of a window add up to 1 << kWeightBits
};

// The source samples that a window spans.
int kernel_span(double step);

// multiple: the number of taps is padded to a multiple of it. Windows beyond the border repeat the sample at the
// border.
Kernel make_kernel(const ResampleAxis& axis, int multiple);

}  // namespace cliploop
