// Converts Y'CbCr to R'G'B' with integers.
#pragma once

#include <cstdint>

#include "frame/color.h"

namespace cliploop {

// Bits of a Y'CbCr sample after scaling; it takes 16 bits of memory. The steps of 10 bits are not visible in 8-bit RGB,
// and scaling is fastest with this depth.
inline constexpr int yuv_bits = 10;

class YuvToRgb {
 public:
  // source_depth: bits of a sample before scaling shifted it to yuv_bits; it determines the value of full-range white.
  YuvToRgb(AVColorSpace matrix, AVColorRange range, int source_depth);

  // Converts one row to R G B A of 8 or 16 bits each. A null alpha means opaque.
  void row(const uint16_t* luma, const uint16_t* blue, const uint16_t* red, const uint16_t* alpha, int width,
           uint8_t* rgba) const;
  void row(const uint16_t* luma, const uint16_t* blue, const uint16_t* red, const uint16_t* alpha, int width,
           uint16_t* rgba) const;

 private:
  void row_avx2(const uint16_t* luma, const uint16_t* blue, const uint16_t* red, const uint16_t* alpha, int width,
                uint8_t* rgba) const;

  // In fixed point, per step of a yuv_bits sample.
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
