#include "frame/tone.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <numbers>

#include "frame/gamut.h"
#include "frame/lut.h"

using namespace cliploop;

namespace {

ColorInfo color_of(AVColorTransferCharacteristic transfer, AVColorPrimaries primaries = AVCOL_PRI_BT2020) {
  ColorInfo color;
  color.matrix = AVCOL_SPC_BT2020_NCL;
  color.transfer = transfer;
  color.primaries = primaries;
  color.peak_nits = color.hdr() ? 1000 : 0;
  return color;
}

double rgb_hue_degrees(const ToneMap::Rgb& light) {
  const auto lab = to_oklab(light);
  return std::atan2(lab[2], lab[1]) * 180 / std::numbers::pi;
}

ToneMap::Rgb linear(ToneMap::Rgb c) {
  for (double& channel : c) channel = std::pow(channel, 2.4);
  return c;
}

const auto pq = AVCOL_TRC_SMPTE2084;
const auto hlg = AVCOL_TRC_ARIB_STD_B67;

}  // namespace

TEST_CASE("the transfer functions match reference points of the standards") {
  CHECK(nits_to_pq(10000) == doctest::Approx(1));
  CHECK(nits_to_pq(100) == doctest::Approx(0.5081).epsilon(0.001));
  CHECK(nits_to_pq(203) == doctest::Approx(0.5807).epsilon(0.001));
  for (double nits : {0.01, 1.0, 50.0, 203.0, 4000.0}) CHECK(pq_to_nits(nits_to_pq(nits)) == doctest::Approx(nits));
  CHECK(hlg_to_scene(0.5) == doctest::Approx(1.0 / 12));
  CHECK(hlg_to_scene(1) == doctest::Approx(1).epsilon(0.001));
  CHECK(1000 * std::pow(hlg_to_scene(0.75), 1.2) == doctest::Approx(203).epsilon(0.01));
}

TEST_CASE("ToneMap keeps black and gray, and is monotonic") {
  for (const auto transfer : {pq, hlg}) {
    const ToneMap map(color_of(transfer));
    CHECK(map({0, 0, 0})[1] < 0.0001);
    double last = 0;
    for (int step = 1; step <= 200; ++step) {
      const double signal = step / 200.0;
      const ToneMap::Rgb out = map({signal, signal, signal});
      CHECK(out[1] >= last - 1e-9);
      CHECK(out[0] == doctest::Approx(out[1]).epsilon(0.002));
      CHECK(out[2] == doctest::Approx(out[1]).epsilon(0.002));
      last = out[1];
    }
    CHECK(last == doctest::Approx(1));
  }
}

TEST_CASE("ToneMap shows grays as libplacebo 4.208 does with the curve of BT.2390") {
  // Bytes that libplacebo rendered, for the peak of the mastering display. They are dithered.
  constexpr std::pair<double, int> grays[] = {{0.1, 6},   {1, 22},    {3, 37},    {8, 59},    {16, 81},
                                              {30, 108},  {60, 146},  {100, 175}, {150, 197}, {203, 213},
                                              {300, 230}, {450, 244}, {600, 250}, {800, 254}, {1000, 255}};
  const ToneMap map(color_of(pq));
  for (const auto& [nits, byte] : grays) {
    const double signal = nits_to_pq(nits);
    CHECK(std::abs(map({signal, signal, signal})[1] * 255 - byte) <= 1.5);
  }
  ColorInfo bright = color_of(pq);
  bright.peak_nits = 10000;
  for (const auto& [nits, byte] : {std::pair{100.0, 136}, {203.0, 163}, {1000.0, 219}, {2500.0, 242}}) {
    const double signal = nits_to_pq(nits);
    CHECK(std::abs(ToneMap(bright)({signal, signal, signal})[1] * 255 - byte) <= 1.5);
  }
}

TEST_CASE("ToneMap nearly keeps the mid tones of SDR white at 203 nits") {
  const ToneMap map(color_of(pq));
  for (double nits : {0.5, 5.0, 26.0, 60.0}) {
    const double signal = nits_to_pq(nits);
    CHECK(std::abs(map({signal, signal, signal})[0] - std::pow(nits / 203, 1 / 2.4)) < 0.03);
  }
}

TEST_CASE("ToneMap nearly keeps the hue of highlights") {
  const ToneMap map(color_of(pq, AVCOL_PRI_BT709));
  for (const ToneMap::Rgb& color : {ToneMap::Rgb{1, 0.45, 0.1}, {1, 0.6, 0.45}, {0.2, 0.5, 1}, {1, 0.2, 0.5}}) {
    for (double nits : {100.0, 300.0, 900.0}) {
      const auto signal = [&](double part) { return nits_to_pq(part * nits); };
      const ToneMap::Rgb out = map({signal(color[0]), signal(color[1]), signal(color[2])});
      CHECK(std::abs(std::remainder(rgb_hue_degrees(linear(out)) - rgb_hue_degrees(color), 360)) <
            15);  // clipping alone: up to 45
    }
  }
}

TEST_CASE("ToneMap maps colors into the gamut and keeps them different") {
  for (const auto transfer : {pq, hlg}) {
    const ToneMap map(color_of(transfer));
    for (const ToneMap::Rgb& signal : {ToneMap::Rgb{0.5, 0, 0}, {0, 0.5, 0}, {0, 0, 0.5}, {0, 0.5, 0.5}, {1, 0, 1}}) {
      for (const double channel : map(signal)) {
        CHECK(channel >= 0);
        CHECK(channel <= 1);
      }
    }
    const ToneMap::Rgb pure = map({0, 0.5, 0});
    const ToneMap::Rgb pale = map({0.3, 0.5, 0.3});
    CHECK(pale != pure);
  }
}

TEST_CASE("ColorLut matches ToneMap") {
  for (const auto transfer : {pq, hlg}) {
    const ColorInfo color = color_of(transfer);
    const ToneMap map(color);
    const ColorLut lut(color);
    double squares = 0;
    int count = 0;
    unsigned seed = 1;
    const auto random = [&] { return static_cast<uint16_t>((seed = seed * 1664525 + 1013904223) >> 16); };
    for (int i = 0; i < 3000; ++i) {
      const uint16_t from[4] = {random(), random(), random(), 65535};
      uint8_t to[4] = {};
      lut.apply(from, 1, to);
      const ToneMap::Rgb exact = map({from[0] / 65535.0, from[1] / 65535.0, from[2] / 65535.0});
      for (size_t c = 0; c < 3; ++c, ++count) squares += std::pow(to[c] - exact[c] * 255, 2);
      CHECK(to[3] == 255);
    }
    CHECK(std::sqrt(squares / count) < 2.0);
  }
}

TEST_CASE("ColorLut::shared shares tables that are in use") {
  const auto first = ColorLut::shared(color_of(hlg));
  CHECK(first == ColorLut::shared(color_of(hlg)));
  CHECK(first != ColorLut::shared(color_of(pq)));
}
