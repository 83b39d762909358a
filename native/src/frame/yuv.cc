#include "frame/yuv.h"

#include <algorithm>
#include <cmath>

#include "base/cpu.h"
#include "frame/matrix.h"

namespace cliploop {

namespace {

constexpr int middle = 1 << (yuv_bits - 1);
constexpr int largest = (1 << yuv_bits) - 1;
// Fraction bits of the gains. Every sum of products fits into 31 bits, because samples are at most `largest`.
constexpr int fraction8 = 20;
constexpr int fraction16 = 12;

int sample(uint16_t value) { return std::min<int>(value, largest); }

}  // namespace

YuvLevels yuv_levels(AVColorRange range, int source_depth) {
  if (range != AVCOL_RANGE_JPEG) return {16 << (yuv_bits - 8), 219 << (yuv_bits - 8), 224 << (yuv_bits - 8)};
  const int depth = std::clamp(source_depth, 8, yuv_bits);
  const int span = ((1 << depth) - 1) << (yuv_bits - depth);
  return {0, span, span};
}

YuvToRgb::YuvToRgb(int matrix, AVColorRange range, int source_depth, AVColorPrimaries primaries) {
  const YuvMatrix coded = yuv_matrix(matrix, primaries);
  const YuvLevels levels = yuv_levels(range, source_depth);
  double luma_span = levels.luma_span;
  double chroma_span = levels.chroma_span;
  black_ = levels.black;
  neutral_ = coded.chroma == Chroma::AS_LUMA ? black_ : middle;
  if (coded.extra_bits > 0) {
    // The largest value of R, G and B, as a sample of yuv_bits.
    const int depth = source_depth - coded.extra_bits;
    black_ = 0;
    luma_span = ((1 << depth) - 1) * std::exp2(yuv_bits - source_depth);
  }
  if (coded.chroma != Chroma::DIFFERENCE) chroma_span = luma_span;
  color_differences_ = coded.has_color_differences();
  const auto gains = [&](double scale) {
    Gains fixed;
    for (size_t i = 0; i < 3; ++i) {
      const auto gain = [&](size_t j, double span) {
        return static_cast<int>(std::lround(scale * coded.to_rgb[i][j] / span));
      };
      fixed.luma[i] = gain(0, luma_span);
      fixed.blue[i] = gain(1, chroma_span);
      fixed.red[i] = gain(2, chroma_span);
    }
    return fixed;
  };
  gains8_ = gains(255.0 * (1 << fraction8));
  gains16_ = gains(65535.0 * (1 << fraction16));
}

template <typename T, int bits, int full>
void YuvToRgb::convert(const Gains& gains, const uint16_t* luma, const uint16_t* blue, const uint16_t* red,
                       const uint16_t* alpha, int width, T* rgba) const {
  const Gains g = gains;
  const int black = black_;
  constexpr int half = 1 << (bits - 1);
  const auto store = [&](int x, int r, int g_, int b) {
    rgba[x * 4] = static_cast<T>(std::clamp(r >> bits, 0, full));
    rgba[x * 4 + 1] = static_cast<T>(std::clamp(g_ >> bits, 0, full));
    rgba[x * 4 + 2] = static_cast<T>(std::clamp(b >> bits, 0, full));
    rgba[x * 4 + 3] = static_cast<T>(full);
  };
  if (color_differences_ && g.luma[0] == g.luma[1] && g.luma[1] == g.luma[2]) {
    for (int x = 0; x < width; ++x) {
      const int y = (sample(luma[x]) - black) * g.luma[0] + half;
      const int cb = sample(blue[x]) - middle;
      const int cr = sample(red[x]) - middle;
      store(x, y + cr * g.red[0], y + cr * g.red[1] + cb * g.blue[1], y + cb * g.blue[2]);
    }
  } else {
    const int neutral = neutral_;
    for (int x = 0; x < width; ++x) {
      const int y = sample(luma[x]) - black;
      const int cb = sample(blue[x]) - neutral;
      const int cr = sample(red[x]) - neutral;
      const auto channel = [&](int i) { return y * g.luma[i] + cb * g.blue[i] + cr * g.red[i] + half; };
      store(x, channel(0), channel(1), channel(2));
    }
  }
  if (alpha == nullptr) return;
  // The largest sample of any source depth, shifted to 10 bits, becomes 255.
  for (int x = 0; x < width; ++x) {
    const int level = std::min(255, (sample(alpha[x]) + 2) >> (yuv_bits - 8));
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
