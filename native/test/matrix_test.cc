#include "frame/matrix.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>

#include "frame/nonlinear.h"
#include "frame/transfer.h"
#include "frame/yuv.h"

using namespace cliploop;

namespace {

constexpr Vector3 patches[] = {{1, 1, 1},       {0, 0, 0},       {0.5, 0.5, 0.5}, {0.8, 0.2, 0.1}, {0.1, 0.7, 0.3},
                               {0.2, 0.1, 0.9}, {0.9, 0.8, 0.2}, {0.3, 0.6, 0.9}, {1, 0, 0},       {0, 0, 1}};

uint16_t code(double value, double span, double zero) {
  return static_cast<uint16_t>(std::lround(value * span + zero));
}

// The samples of 10 bits of Y' and the two other planes, by the equations of H.273.
struct Samples {
  uint16_t y, cb, cr;
};

Samples coded(const Vector3& ycc, AVColorRange range, double chroma_span) {
  const YuvLevels levels = yuv_levels(range, 10);
  return {code(ycc[0], levels.luma_span, levels.black), code(ycc[1], chroma_span, 512), code(ycc[2], chroma_span, 512)};
}

void check_8_bits(const YuvToRgb& yuv, const Samples& samples, const Vector3& rgb) {
  uint8_t out[4] = {};
  yuv.row(&samples.y, &samples.cb, &samples.cr, nullptr, 1, out);
  for (size_t i = 0; i < 3; ++i) CHECK(std::abs(out[i] - rgb[i] * 255) <= 1);
}

void check_16_bits(const ColorInfo& color, const Samples& samples, const Vector3& rgb, double within) {
  const auto decoder = NonlinearToRgb::make(color, 10);
  REQUIRE(decoder);
  uint16_t out[4] = {};
  decoder->row(&samples.y, &samples.cb, &samples.cr, nullptr, 1, out);
  for (size_t i = 0; i < 3; ++i) CHECK(std::abs(out[i] / 65535.0 - rgb[i]) <= within);
  CHECK(out[3] == 65535);
}

double span_of_chroma(AVColorRange range) { return yuv_levels(range, 10).chroma_span; }

}  // namespace

TEST_CASE("YuvToRgb inverts the luma weights of every matrix") {
  // Kr and Kb as in H.273; those of chroma-derived matrices follow from the primaries.
  struct Case {
    AVColorSpace matrix;
    AVColorPrimaries primaries;
    double kr, kb;
  };
  for (const Case& c : {Case{AVCOL_SPC_BT709, AVCOL_PRI_BT709, 0.2126, 0.0722},
                        {AVCOL_SPC_FCC, AVCOL_PRI_BT470M, 0.30, 0.11},
                        {AVCOL_SPC_BT470BG, AVCOL_PRI_BT470BG, 0.299, 0.114},
                        {AVCOL_SPC_SMPTE170M, AVCOL_PRI_SMPTE170M, 0.299, 0.114},
                        {AVCOL_SPC_SMPTE240M, AVCOL_PRI_SMPTE240M, 0.212, 0.087},
                        {AVCOL_SPC_BT2020_NCL, AVCOL_PRI_BT2020, 0.2627, 0.0593},
                        {AVCOL_SPC_CHROMA_DERIVED_NCL, AVCOL_PRI_BT709, 0.2126, 0.0722},
                        {AVCOL_SPC_CHROMA_DERIVED_NCL, AVCOL_PRI_BT2020, 0.2627, 0.0593},
                        {AVCOL_SPC_CHROMA_DERIVED_NCL, AVCOL_PRI_SMPTE432, 0.22897, 0.07929}}) {
    for (const AVColorRange range : {AVCOL_RANGE_MPEG, AVCOL_RANGE_JPEG}) {
      const YuvToRgb yuv(c.matrix, range, 10, c.primaries);
      for (const Vector3& p : patches) {
        const double y = c.kr * p[0] + (1 - c.kr - c.kb) * p[1] + c.kb * p[2];
        const Vector3 ycc{y, (p[2] - y) / (2 * (1 - c.kb)), (p[0] - y) / (2 * (1 - c.kr))};
        check_8_bits(yuv, coded(ycc, range, span_of_chroma(range)), p);
      }
    }
  }
}

TEST_CASE("YuvToRgb converts YCgCo, Y'D'zD'x and planes of G, B and R") {
  for (const AVColorRange range : {AVCOL_RANGE_MPEG, AVCOL_RANGE_JPEG}) {
    const double luma_span = yuv_levels(range, 10).luma_span;
    const YuvToRgb ycgco(AVCOL_SPC_YCGCO, range, 10);
    const YuvToRgb xyz(AVCOL_SPC_SMPTE2085, range, 10);
    const YuvToRgb gbr(AVCOL_SPC_RGB, range, 10);
    for (const Vector3& p : patches) {
      const auto& [r, g, b] = p;
      check_8_bits(ycgco, coded({(r + 2 * g + b) / 4, (2 * g - r - b) / 4, (r - b) / 2}, range, luma_span), p);
      check_8_bits(xyz, coded({g, (0.986566 * b - g) / 2, (r - 0.991902 * g) / 2}, range, span_of_chroma(range)), p);
      const double black = yuv_levels(range, 10).black;
      check_8_bits(gbr, {code(g, luma_span, black), code(b, luma_span, black), code(r, luma_span, black)}, p);
    }
  }
}

TEST_CASE("YuvToRgb converts the reversible forms of YCgCo") {
  for (const auto& [matrix, extra] : {std::pair{matrix_ycgco_re, 2}, std::pair{matrix_ycgco_ro, 1}}) {
    const YuvToRgb yuv(matrix, AVCOL_RANGE_JPEG, 10);
    const int most = (1 << (10 - extra)) - 1;
    for (const Vector3& p : patches) {
      // The lifting steps of H.273.
      const int r = code(p[0], most, 0), g = code(p[1], most, 0), b = code(p[2], most, 0);
      const int co = r - b;
      const int t = b + (co >> 1);
      const int cg = g - t;
      const auto sample = [](int value) { return static_cast<uint16_t>(value); };
      check_8_bits(yuv, {sample(t + (cg >> 1)), sample(cg + 512), sample(co + 512)}, p);
    }
  }
}

TEST_CASE("YuvToRgb clamps samples that are too large for their depth") {
  const uint16_t high[3] = {65535, 65535, 1023};
  const uint16_t limit[3] = {1023, 1023, 1023};
  for (const AVColorSpace matrix : {AVCOL_SPC_BT709, AVCOL_SPC_YCGCO}) {
    const YuvToRgb yuv(matrix, AVCOL_RANGE_MPEG, 10);
    uint8_t a[12] = {}, b[12] = {};
    uint16_t c[12] = {}, d[12] = {};
    yuv.row(high, high, high, high, 3, a);
    yuv.row(limit, limit, limit, limit, 3, b);
    yuv.row(high, high, high, high, 3, c);
    yuv.row(limit, limit, limit, limit, 3, d);
    for (size_t i = 0; i < 12; ++i) {
      CHECK(a[i] == b[i]);
      CHECK(c[i] == d[i]);
    }
  }
}

TEST_CASE("NonlinearToRgb inverts the equations of ICtCp") {
  for (const auto transfer : {AVCOL_TRC_SMPTE2084, AVCOL_TRC_ARIB_STD_B67}) {
    ColorInfo color;
    color.matrix = AVCOL_SPC_ICTCP;
    color.transfer = transfer;
    color.primaries = AVCOL_PRI_BT2020;
    for (const AVColorRange range : {AVCOL_RANGE_MPEG, AVCOL_RANGE_JPEG}) {
      color.range = range;
      for (const Vector3& p : {Vector3{0.58, 0.58, 0.58},
                               {0.5, 0.4, 0.35},
                               {0.35, 0.5, 0.4},
                               {0.4, 0.35, 0.55},
                               {0.6, 0.55, 0.4},
                               {0.75, 0.6, 0.5}}) {
        const auto light = [&](size_t i) { return signal_to_light(transfer, p[i]); };
        const auto cone = [&](double r, double g, double b) {
          return light_to_signal(transfer, (r * light(0) + g * light(1) + b * light(2)) / 4096);
        };
        const double l = cone(1688, 2146, 262), m = cone(683, 2951, 462), s = cone(99, 309, 3688);
        const bool pq = transfer == AVCOL_TRC_SMPTE2084;
        const Vector3 ictcp{(l + m) / 2, (pq ? 6610 * l - 13613 * m + 7003 * s : 3625 * l - 7465 * m + 3840 * s) / 4096,
                            (pq ? 17933 * l - 17390 * m - 543 * s : 9500 * l - 9212 * m - 288 * s) / 4096};
        check_16_bits(color, coded(ictcp, range, span_of_chroma(range)), p, 0.008);
      }
    }
  }
}

TEST_CASE("NonlinearToRgb inverts the equations of constant luminance") {
  ColorInfo color;
  color.matrix = AVCOL_SPC_BT2020_CL;
  color.transfer = AVCOL_TRC_BT2020_10;
  color.primaries = AVCOL_PRI_BT2020;
  const auto light = [](double v) { return v < 4.5 * 0.018054 ? v / 4.5 : std::pow((v + 0.0993) / 1.0993, 1 / 0.45); };
  const auto signal = [](double l) { return l < 0.018054 ? 4.5 * l : 1.0993 * std::pow(l, 0.45) - 0.0993; };
  for (const AVColorRange range : {AVCOL_RANGE_MPEG, AVCOL_RANGE_JPEG}) {
    color.range = range;
    for (const Vector3& p : patches) {
      const double y = signal(0.2627 * light(p[0]) + 0.6780 * light(p[1]) + 0.0593 * light(p[2]));
      const double db = p[2] - y, dr = p[0] - y;
      const Vector3 ycc{y, db / (db <= 0 ? 1.9404 : 1.5816), dr / (dr <= 0 ? 1.7184 : 0.9938)};
      const double least = std::min({p[0], p[1], p[2]});
      check_16_bits(color, coded(ycc, range, span_of_chroma(range)), p, least < 0.05 ? 0.03 : 0.004);
    }
  }
}

TEST_CASE("NonlinearToRgb keeps gray neutral") {
  for (const auto& [matrix, transfer] :
       {std::pair{AVCOL_SPC_ICTCP, AVCOL_TRC_SMPTE2084}, std::pair{AVCOL_SPC_ICTCP, AVCOL_TRC_ARIB_STD_B67},
        std::pair{matrix_ipt_c2, AVCOL_TRC_SMPTE2084}, std::pair{AVCOL_SPC_BT2020_CL, AVCOL_TRC_BT709}}) {
    ColorInfo color;
    color.matrix = matrix;
    color.transfer = transfer;
    color.primaries = AVCOL_PRI_BT2020;
    color.range = AVCOL_RANGE_JPEG;
    const auto decoder = NonlinearToRgb::make(color, 10);
    for (uint16_t level = 0; level < 1024; ++level) {
      const uint16_t neutral = 512;
      uint16_t out[4] = {};
      decoder->row(&level, &neutral, &neutral, nullptr, 1, out);
      for (size_t i = 0; i < 3; ++i) CHECK(std::abs(out[i] - level * 65535.0 / 1023) < 40);
    }
  }
}

TEST_CASE("NonlinearToRgb exists only for codings that are not linear") {
  for (const AVColorSpace matrix : {AVCOL_SPC_BT709, AVCOL_SPC_RGB, AVCOL_SPC_YCGCO, AVCOL_SPC_SMPTE2085}) {
    ColorInfo color;
    color.matrix = matrix;
    CHECK_FALSE(NonlinearToRgb::make(color, 10));
  }
}
