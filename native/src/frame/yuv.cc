#include "frame/yuv.h"

#include <algorithm>
#include <cmath>

#include "base/cpu.h"

namespace cliploop {

namespace {

constexpr int neutral = 1 << (yuv_bits - 1);
// Fraction bits of the gains. Every product fits into 31 bits.
constexpr int fraction8 = 20;
constexpr int fraction16 = 12;

struct LumaWeights {
  double red = 0;
  double blue = 0;
};

LumaWeights weights(AVColorSpace matrix) {
  switch (matrix) {
    case AVCOL_SPC_BT709:
      return {0.2126, 0.0722};
    case AVCOL_SPC_FCC:
      return {0.30, 0.11};
    case AVCOL_SPC_SMPTE240M:
      return {0.212, 0.087};
    case AVCOL_SPC_BT2020_NCL:
      return {0.2627, 0.0593};
    default:
      return {0.299, 0.114};
  }
}

}  // namespace

YuvToRgb::YuvToRgb(AVColorSpace matrix, AVColorRange range, int source_depth) {
  double luma_span = 0;
  double chroma_span = 0;
  if (range == AVCOL_RANGE_JPEG) {
    const int depth = std::clamp(source_depth, 8, yuv_bits);
    luma_span = chroma_span = ((1 << depth) - 1) << (yuv_bits - depth);
  } else {
    black_ = 16 << (yuv_bits - 8);
    luma_span = 219 << (yuv_bits - 8);
    chroma_span = 224 << (yuv_bits - 8);
  }
  const LumaWeights luma = weights(matrix);
  const double red = luma.red;
  const double blue = luma.blue;
  const double green = 1 - red - blue;
  const auto gains = [&](double scale) {
    const auto fixed = [&](double gain, double span) { return static_cast<int>(std::lround(scale * gain / span)); };
    return Gains{fixed(1, luma_span), fixed(2 * (1 - red), chroma_span),
                 fixed(-2 * (1 - red) * red / green, chroma_span), fixed(-2 * (1 - blue) * blue / green, chroma_span),
                 fixed(2 * (1 - blue), chroma_span)};
  };
  gains8_ = gains(255.0 * (1 << fraction8));
  gains16_ = gains(65535.0 * (1 << fraction16));
}

template <typename T, int bits, int full>
void YuvToRgb::convert(const Gains& gains, const uint16_t* luma, const uint16_t* blue, const uint16_t* red,
                       const uint16_t* alpha, int width, T* rgba) const {
  const Gains g = gains;
  const int black = black_;
  for (int x = 0; x < width; ++x) {
    const int y = (luma[x] - black) * g.luma + (1 << (bits - 1));
    const int cb = blue[x] - neutral;
    const int cr = red[x] - neutral;
    rgba[x * 4] = static_cast<T>(std::clamp((y + cr * g.red_to_red) >> bits, 0, full));
    rgba[x * 4 + 1] = static_cast<T>(std::clamp((y + cr * g.red_to_green + cb * g.blue_to_green) >> bits, 0, full));
    rgba[x * 4 + 2] = static_cast<T>(std::clamp((y + cb * g.blue_to_blue) >> bits, 0, full));
    rgba[x * 4 + 3] = static_cast<T>(full);
  }
  if (alpha == nullptr) return;
  // The largest sample of any source depth, shifted to 10 bits, becomes 255.
  for (int x = 0; x < width; ++x) {
    const int level = std::min(255, (alpha[x] + 2) >> (yuv_bits - 8));
    rgba[x * 4 + 3] = static_cast<T>(level * (full / 255));
  }
}

void YuvToRgb::row(const uint16_t* luma, const uint16_t* blue, const uint16_t* red, const uint16_t* alpha, int width,
                   uint8_t* rgba) const {
  if (has_avx2()) {
    row_avx2(luma, blue, red, alpha, width, rgba);
  } else {
    convert<uint8_t, fraction8, 255>(gains8_, luma, blue, red, alpha, width, rgba);
  }
}

CLIPLOOP_AVX2 void YuvToRgb::row_avx2(const uint16_t* luma, const uint16_t* blue, const uint16_t* red,
                                      const uint16_t* alpha, int width, uint8_t* rgba) const {
  convert<uint8_t, fraction8, 255>(gains8_, luma, blue, red, alpha, width, rgba);
}

void YuvToRgb::row(const uint16_t* luma, const uint16_t* blue, const uint16_t* red, const uint16_t* alpha, int width,
                   uint16_t* rgba) const {
  convert<uint16_t, fraction16, 65535>(gains16_, luma, blue, red, alpha, width, rgba);
}

}  // namespace cliploop
