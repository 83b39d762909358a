#include "frame/nonlinear.h"

#include <algorithm>

#include "frame/constant_luminance.h"
#include "frame/ictcp.h"
#include "frame/matrix.h"
#include "frame/yuv.h"

namespace cliploop {

std::unique_ptr<const NonlinearToRgb> NonlinearToRgb::make(const ColorInfo& color, int source_depth) {
  switch (color.matrix) {
    case AVCOL_SPC_ICTCP:
    case matrix_ipt_c2:
      return std::make_unique<IctcpToRgb>(color, source_depth);
    case AVCOL_SPC_BT2020_CL:
    case AVCOL_SPC_CHROMA_DERIVED_CL:
      return std::make_unique<ConstantLuminanceToRgb>(color, source_depth);
    default:
      return nullptr;
  }
}

void NonlinearToRgb::row(const uint16_t* luma, const uint16_t* blue, const uint16_t* red, const uint16_t* alpha,
                         int width, uint16_t* rgba) const {
  convert(luma, blue, red, width, rgba);
  for (int x = 0; x < width; ++x) {
    // The largest sample of any source depth, shifted to 10 bits, becomes full.
    const int level = alpha == nullptr ? 255 : std::min(255, (alpha[x] + 2) >> (yuv_bits - 8));
    rgba[x * 4 + 3] = static_cast<uint16_t>(level * 257);
  }
}

}  // namespace cliploop
