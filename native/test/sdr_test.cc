#include "frame/sdr.h"

#include <doctest/doctest.h>

#include <cmath>

#include "frame/lut.h"
#include "frame/transfer.h"

using namespace cliploop;

namespace {

ColorInfo color_of(AVColorPrimaries primaries, AVColorTransferCharacteristic transfer = AVCOL_TRC_BT709) {
  ColorInfo color;
  color.transfer = transfer;
  color.primaries = primaries;
  return color;
}

constexpr AVColorPrimaries wide[] = {AVCOL_PRI_BT470M,   AVCOL_PRI_FILM,     AVCOL_PRI_BT2020,
                                     AVCOL_PRI_SMPTE428, AVCOL_PRI_SMPTE431, AVCOL_PRI_SMPTE432};

}  // namespace

TEST_CASE("SdrMap keeps gray of every wide gamut and display transfer") {
  for (const auto primaries : wide) {
    for (const auto transfer : {AVCOL_TRC_UNSPECIFIED, AVCOL_TRC_BT709, AVCOL_TRC_BT2020_10, AVCOL_TRC_IEC61966_2_1,
                                AVCOL_TRC_GAMMA22, AVCOL_TRC_GAMMA28}) {
      const SdrMap map(color_of(primaries, transfer));
      for (int level = 0; level <= 255; level += 15) {
        for (const double channel : map({level / 255.0, level / 255.0, level / 255.0})) {
          CHECK(channel * 255 == doctest::Approx(level).epsilon(0.002));
        }
      }
    }
  }
}

TEST_CASE("SdrMap shows colors that sRGB has as they are") {
  // Dim sRGB colors, as signals of the wider primaries.
  for (const auto primaries : wide) {
    const SdrMap map(color_of(primaries, AVCOL_TRC_IEC61966_2_1));
    const Matrix3 to_wide = rgb_to_rgb(chromaticities(AVCOL_PRI_BT709), chromaticities(primaries));
    for (const Vector3& color : {Vector3{0.7, 0.4, 0.35}, {0.35, 0.6, 0.4}, {0.3, 0.35, 0.7}, {0.75, 0.7, 0.5}}) {
      Vector3 signal{};
      for (size_t i = 0; i < 3; ++i) signal[i] = signal_to_light(AVCOL_TRC_IEC61966_2_1, color[i]);
      signal = multiply(to_wide, signal);
      for (double& channel : signal) channel = light_to_signal(AVCOL_TRC_IEC61966_2_1, channel);
      const Vector3 shown = map(signal);
      for (size_t i = 0; i < 3; ++i) CHECK(std::abs(shown[i] - color[i]) < 0.004);
    }
  }
}

TEST_CASE("SdrMap brings colors outside sRGB to its edge, and keeps their hue") {
  for (const auto primaries : wide) {
    if (primaries == AVCOL_PRI_SMPTE428) continue;  // saturated colors of XYZ are imaginary
    const SdrMap map(color_of(primaries));
    for (const Vector3& color : {Vector3{0.8, 0.1, 0.1}, {0.1, 0.7, 0.1}, {0.1, 0.1, 0.7}, {0.9, 0.9, 0.1}}) {
      const Vector3 shown = map(color);
      for (size_t i = 0; i < 3; ++i) {
        CHECK(shown[i] >= 0);
        CHECK(shown[i] <= 1);
        if (color[i] < 0.5) CHECK(shown[i] < 0.45);
        if (color[i] > 0.5) CHECK(shown[i] > 0.6);
      }
    }
  }
}

TEST_CASE("SdrMap converts linear light, logarithms and digital cinema to sRGB") {
  for (const auto transfer : {AVCOL_TRC_LINEAR, AVCOL_TRC_LOG, AVCOL_TRC_LOG_SQRT, AVCOL_TRC_SMPTE428}) {
    const ColorInfo color = color_of(AVCOL_PRI_BT709, transfer);
    CHECK(color.needs_mapping());
    const SdrMap map(color);
    for (const double light : {0.02, 0.18, 0.5, 1.0}) {
      const double signal = light_to_signal(transfer, light);
      for (const double channel : map({signal, signal, signal})) {
        CHECK(channel == doctest::Approx(light_to_signal(AVCOL_TRC_IEC61966_2_1, light)).epsilon(0.001));
      }
    }
    const Vector3 red = map({1, 0, 0});
    CHECK(red[0] == doctest::Approx(1));
    CHECK(red[1] == doctest::Approx(0));
  }
}

TEST_CASE("ColorLut matches SdrMap") {
  for (const auto primaries : wide) {
    const ColorInfo color = color_of(primaries);
    const SdrMap map(color);
    const ColorLut lut(color);
    unsigned seed = 1;
    double squares = 0;
    constexpr int count = 2000;
    for (int i = 0; i < count; ++i) {
      uint16_t from[4] = {0, 0, 0, 65535};
      for (size_t c = 0; c < 3; ++c) from[c] = static_cast<uint16_t>((seed = seed * 1664525 + 1013904223) >> 16);
      uint8_t to[4] = {};
      lut.apply(from, 1, to);
      const Vector3 exact = map({from[0] / 65535.0, from[1] / 65535.0, from[2] / 65535.0});
      for (size_t c = 0; c < 3; ++c) squares += std::pow(to[c] - exact[c] * 255, 2);
    }
    CHECK(std::sqrt(squares / (3 * count)) < 2.0);
  }
}
