// Y'CbCr to R'G'B' in whole numbers.
#pragma once

#include <cstdint>

#include "frame/color.h"

namespace cliploop {

// The scaler's output for Y'CbCr: planes of 10 bits in 16. That is fine enough not to be seen in 8-bit RGB, and what
// the scaler is fastest at.
inline constexpr int yuv_bits = 10;

class YuvToRgb {
 public:
  // source_depth: bits of a sample before it was scaled to yuv_bits by shifting; decides where full-range white is.
  YuvToRgb(AVColorSpace matrix, AVColorRange range, int source_depth);

  // One row. alpha may be null: 255. The targets are R G B A, with 8 or 16 bits each.
  void row(const uint16_t* luma, const uint16_t* blue, const uint16_t* red, const uint16_t* alpha, int width,
           uint8_t* rgba) const;
  void row(const uint16_t* luma, const uint16_t* blue, const uint16_t* red, const uint16_t* alpha, int width,
           uint16_t* rgba) const;

 private:
  void row_avx2(const uint16_t* luma, const uint16_t* blue, const uint16_t* red, const uint16_t* alpha, int width,
                uint8_t* rgba) const;

  // Fixed point, for one step of a yuv_bits sample.
  struct Gains {
    int luma = 0;
    int red_to_red = 0;
    int red_to_green = 0;
    int blue_to_green = 0;
    int blue_to_blue = 0;
  };
  template <typename T, int bits, int full>
  void convert(const Gains& gains, const uint16_t* luma, const uint16_t* blue, const uint16_t* red,
               const uint16_t* alpha, int width, T* rgba) const;

  int black_ = 0;
  Gains gains8_;
  Gains gains16_;
};

}  // namespace cliploop
