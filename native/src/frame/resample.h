// One plane of samples to another size: the scaler for the formats that nearly every video has.
#pragma once

#include <cstdint>
#include <vector>

namespace cliploop {

// Separable Lanczos (three lobes) in whole numbers, first down, then across; the same result on every CPU. Beyond its
// border a plane repeats its edge.
class Resampler {
 public:
  // Samples before and after, and where sample `to` lies: sample x shows position (x + 0.5) * step - 0.5 + shift.
  struct Axis {
    int from = 0;
    int to = 0;
    double step = 1;   // source samples for each sample made
    double shift = 0;  // source samples
  };

  // The longest kernel that is worth it; see reach().
  static constexpr int kLongest = 128;
  // How many samples the kernel of an axis spans.
  static int reach(double step);

  // depth: bits of a sample, 8 to 14: one byte each for 8, else two. The result has ten bits, in two bytes.
  Resampler(const Axis& across, const Axis& down, int depth);

  // Strides in bytes.
  void run(const uint8_t* from, int from_stride, uint8_t* to, int to_stride);

 private:
  // For each sample made: where its window begins, and the weights of the samples in it, padded with zeros.
  struct Kernel {
    int taps = 0;  // of each window, padding included
    std::vector<int> first;
    std::vector<int16_t> weights;  // 14 bits of fraction
  };
  static Kernel kernel_of(const Axis& axis, int multiple);

  template <typename Sample>
  void down(const uint8_t* from, int stride, int y);
  void across(uint16_t* to) const;

  int width_;
  int height_;
  int to_width_;
  int to_height_;
  int depth_;
  bool same_;  // the size stays, only the depth changes
  Kernel across_;
  Kernel down_;
  std::vector<int16_t>
      row_;  // of the picture that only has its height; 14 bits, and room for the last window's padding
};

}  // namespace cliploop
