// Converts Y'CbCr to R'G'B' with integers.
#pragma once

#include <cstdint>

#include "frame/color.h"

namespace cliploop {

// Bits of a Y'CbCr sample after scaling; it takes 16 bits of memory. The steps of 10 bits are not visible in 8-bit RGB,
// and scaling is fastest with this depth.
inline constexpr int yuv_bits = 10;

// What black, white and colors are as samples of yuv_bits.
struct YuvLevels {
  int black = 0;
  int luma_span = 0;    // from black to white
  int chroma_span = 0;  // from -0.5 to 0.5
};
// source_depth: bits of a sample before scaling shifted it to yuv_bits; it determines the value of full-range white.
YuvLevels yuv_levels(AVColorRange range, int source_depth);

class YuvToRgb {
 public:
  // For matrices that frame/matrix.h has. source_depth: as for yuv_levels(). primaries: for chroma-derived matrices.
  YuvToRgb(int matrix, AVColorRange range, int source_depth, AVColorPrimaries primaries = AVCOL_PRI_UNSPECIFIED);

  // Converts one row to R G B A of 8 or 16 bits each. A null alpha means opaque. Samples above yuv_bits are clamped.
  void row(const uint16_t* luma, const uint16_t* blue, const uint16_t* red, const uint16_t* alpha, int width,
           uint8_t* rgba) const;
  void row(const uint16_t* luma, const uint16_t* blue, const uint16_t* red, const uint16_t* alpha, int width,
           uint16_t* rgba) const;

 private:
  void row_avx2(const uint16_t* luma, const uint16_t* blue, const uint16_t* red, const uint16_t* alpha, int width,
                uint8_t* rgba) const;

  // In fixed point, per step of a yuv_bits sample.
  struct Gains {
    int luma[3] = {};  // to R, G and B
    int blue[3] = {};
    int red[3] = {};
  };
  template <typename T, int bits, int full>
  void convert(const Gains& gains, const uint16_t* luma, const uint16_t* blue, const uint16_t* red,
               const uint16_t* alpha, int width, T* rgba) const;

  int black_ = 0;
  int neutral_ = 0;                // of Cb and Cr
  bool color_differences_ = true;  // the gains are those of a matrix with color differences
  Gains gains8_;
  Gains gains16_;
};

}  // namespace cliploop
