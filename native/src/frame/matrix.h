// The matrices of ITU-T H.273 that convert Y'CbCr to R'G'B' linearly.
#pragma once

extern "C" {
#include <libavutil/pixfmt.h>
}

#include "frame/primaries.h"

namespace cliploop {

// Matrices that this version of libav may have no names for, by their numbers in H.273.
inline constexpr auto matrix_ipt_c2 = static_cast<AVColorSpace>(15);  // SMPTE ST 2128, of Dolby Vision
inline constexpr int matrix_ycgco_re = 16;                            // with two more bits than R, G and B
inline constexpr int matrix_ycgco_ro = 17;                            // with one more bit

// How the second and third plane are coded.
enum class Chroma {
  DIFFERENCE,    // zero in the middle, with the span of chroma: 224 of 255 in limited range
  AS_LUMA_SPAN,  // zero in the middle, with the span of luma: 219 of 255 in limited range
  AS_LUMA,       // like luma: these are channels
};

struct YuvMatrix {
  Matrix3 to_rgb{};  // rows R', G', B' for Y' from 0 to 1, Cb and Cr from -0.5 to 0.5 (0 to 1 if AS_LUMA)
  Chroma chroma = Chroma::DIFFERENCE;
  int extra_bits = 0;  // of a sample beyond those of R', G' and B'
  // Whether R' does not depend on Cb, and B' not on Cr.
  bool has_color_differences() const { return to_rgb[0][1] == 0 && to_rgb[2][2] == 0 && chroma != Chroma::AS_LUMA; }
};

// The luminance weights of R and B.
struct LumaWeights {
  double red = 0;
  double blue = 0;
};

// For the matrices (AVColorSpace, or a number above) with such weights; primaries matter only for chroma-derived ones.
// Others count as BT.601.
LumaWeights luma_weights(int matrix, AVColorPrimaries primaries);

// Constant-luminance matrices and ICtCp are not linear; see frame/nonlinear.h. Unknown matrices count as BT.601.
YuvMatrix yuv_matrix(int matrix, AVColorPrimaries primaries);

}  // namespace cliploop
