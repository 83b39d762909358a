#include "frame/transfer.h"

#include <doctest/doctest.h>

#include <array>
#include <cmath>

#include "frame/curve.h"
#include "frame/primaries.h"

using namespace cliploop;

TEST_CASE("transfer functions match reference points of the standards") {
  CHECK(signal_to_light(AVCOL_TRC_SMPTE2084, 0.5081) == doctest::Approx(0.01).epsilon(0.002));
  CHECK(signal_to_light(AVCOL_TRC_ARIB_STD_B67, 0.5) == doctest::Approx(1.0 / 12));
  CHECK(signal_to_light(AVCOL_TRC_IEC61966_2_1, 0.5) == doctest::Approx(0.21404).epsilon(0.001));
  CHECK(signal_to_light(AVCOL_TRC_BT709, 0.5) == doctest::Approx(0.2597).epsilon(0.001));
  CHECK(signal_to_light(AVCOL_TRC_LINEAR, 0.25) == doctest::Approx(0.25));
  CHECK(signal_to_light(AVCOL_TRC_LOG, 0.5) == doctest::Approx(0.1));
  CHECK(signal_to_light(AVCOL_TRC_GAMMA28, 0.5) == doctest::Approx(std::pow(0.5, 2.8)));
  CHECK(light_to_signal(AVCOL_TRC_SMPTE428, 1) == doctest::Approx(0.967).epsilon(0.001));
}

TEST_CASE("light_to_signal inverts signal_to_light for every transfer") {
  for (int transfer = 0; transfer < AVCOL_TRC_NB; ++transfer) {
    const auto name = static_cast<AVColorTransferCharacteristic>(transfer);
    for (const double signal : {0.02, 0.1, 0.3, 0.5, 0.75, 0.95}) {
      CHECK(light_to_signal(name, signal_to_light(name, signal)) == doctest::Approx(signal).epsilon(0.001));
    }
  }
}

TEST_CASE("the tables of curves are as exact as 16 bits") {
  for (const auto transfer : {AVCOL_TRC_SMPTE2084, AVCOL_TRC_ARIB_STD_B67, AVCOL_TRC_BT709, AVCOL_TRC_LINEAR}) {
    const SignalCurve to_light([&](double signal) { return signal_to_light(transfer, signal); });
    const LightCurve to_signal([&](double light) { return light_to_signal(transfer, light); });
    for (int i = 0; i <= 65535; i += 7) {
      const double signal = i / 65535.0;
      const double light = signal_to_light(transfer, signal);
      CHECK(std::abs(to_signal(static_cast<float>(light)) - i) <= 3);
      CHECK(std::abs(to_signal(to_light(static_cast<float>(signal))) - i) <= 12);
    }
    CHECK(to_signal(-1) == 0);
    CHECK(to_signal(2) == 65535);
    CHECK(to_light(-1) == doctest::Approx(to_light(0)));
    CHECK(to_light(2) == doctest::Approx(1));
  }
}

TEST_CASE("rgb_to_rgb matches published matrices and keeps white") {
  // ITU-R BT.2087.
  const Matrix3 m = rgb_to_rgb(chromaticities(AVCOL_PRI_BT709), chromaticities(AVCOL_PRI_BT2020));
  const Matrix3 published{Vector3{0.6274, 0.3293, 0.0433}, Vector3{0.0691, 0.9195, 0.0114},
                          Vector3{0.0164, 0.0880, 0.8956}};
  for (size_t i = 0; i < 3; ++i) {
    for (size_t j = 0; j < 3; ++j) CHECK(std::abs(m[i][j] - published[i][j]) < 0.0001);
  }
  for (int primaries = 1; primaries <= AVCOL_PRI_EBU3213; ++primaries) {
    const auto name = static_cast<AVColorPrimaries>(primaries);
    const Vector3 white = multiply(rgb_to_rgb(chromaticities(name), chromaticities(AVCOL_PRI_BT709)), Vector3{1, 1, 1});
    for (const double channel : white) CHECK(channel == doctest::Approx(1).epsilon(0.0001));
  }
}
