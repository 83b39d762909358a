#include "frame/tone.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>

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

double hue(const ToneMap::Rgb& c) {
  const double most = *std::max_element(c.begin(), c.end());
  const double least = *std::min_element(c.begin(), c.end());
  if (most == c[0]) return (c[1] - c[2]) / (most - least);
  if (most == c[1]) return 2 + (c[2] - c[0]) / (most - least);
  return 4 + (c[0] - c[1]) / (most - least);
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

TEST_CASE("ToneMap keeps black, maps diffuse white to nearly white, and is monotonic") {
  for (const auto& [transfer, white] : {std::pair{pq, nits_to_pq(203)}, std::pair{hlg, 0.75}}) {
    const ToneMap map(color_of(transfer));
    CHECK(map({0, 0, 0})[1] == 0);
    CHECK(map({white, white, white})[1] > 0.88);
    CHECK(map({white, white, white})[1] < 0.95);
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

TEST_CASE("ToneMap does not change mid tones") {
  const ToneMap map(color_of(pq));
  for (double nits : {0.5, 5.0, 26.0, 60.0}) {
    const double signal = nits_to_pq(nits);
    CHECK(map({signal, signal, signal})[0] == doctest::Approx(std::pow(nits / 203, 1 / 2.4)).epsilon(0.001));
  }
}

TEST_CASE("ToneMap compresses highlights without changing the hue") {
  const ToneMap map(color_of(pq, AVCOL_PRI_BT709));
  const ToneMap::Rgb color{1, 0.45, 0.1};
  for (double nits : {100.0, 300.0, 900.0}) {
    const auto signal = [&](double part) { return nits_to_pq(part * nits); };
    const ToneMap::Rgb out = map({signal(color[0]), signal(color[1]), signal(color[2])});
    CHECK(hue(linear(out)) == doctest::Approx(hue(color)).epsilon(0.01));
  }
}

TEST_CASE("ToneMap maps colors into the gamut and keeps them different") {
  for (const auto transfer : {pq, hlg, AVCOL_TRC_BT709}) {
    const ToneMap map(color_of(transfer));
    for (const ToneMap::Rgb& signal : {ToneMap::Rgb{0.5, 0, 0}, {0, 0.5, 0}, {0, 0, 0.5}, {0, 0.5, 0.5}, {1, 0, 1}}) {
      for (const double channel : map(signal)) {
        CHECK(channel >= 0);
        CHECK(channel <= 1);
      }
    }
    const ToneMap::Rgb pure = map({0, 0.5, 0});
    const ToneMap::Rgb pale = map({0.3, 0.5, 0.3});
    CHECK(pale[0] > pure[0]);
  }
}

TEST_CASE("ToneMap keeps gray and white of wide-gamut SDR") {
  for (const auto primaries : {AVCOL_PRI_BT2020, AVCOL_PRI_SMPTE431, AVCOL_PRI_SMPTE432}) {
    const ToneMap map(color_of(AVCOL_TRC_BT709, primaries));
    for (int level = 0; level <= 255; level += 15) {
      for (const double channel : map({level / 255.0, level / 255.0, level / 255.0})) {
        CHECK(channel * 255 == doctest::Approx(level).epsilon(0.002));
      }
    }
  }
}

TEST_CASE("ColorLut matches ToneMap") {
  for (const auto transfer : {pq, hlg, AVCOL_TRC_BT709}) {
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
