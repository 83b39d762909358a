#include "frame/peak.h"

#include <doctest/doctest.h>

#include <cmath>
#include <memory>

#include "frame/dolby.h"
#include "frame/eetf.h"
#include "frame/hdr_metadata.h"
#include "frame/tone.h"
#include "frames.h"

using namespace cliploop;

namespace {

int limited(double signal) { return static_cast<int>(std::lround(64 + 876 * signal)); }

// Gray of `dim`, with one bright pixel in the last row.
FramePtr frame_with_spot(AVColorTransferCharacteristic transfer, double dim, double spot, int width, int height) {
  const FramePtr frame = make_frame(AV_PIX_FMT_YUV444P10, width, height, [&](int plane, int x, int y) {
    if (plane > 0) return 512;
    return limited(x == width / 2 && y == height - 1 ? spot : dim);
  });
  frame->colorspace = AVCOL_SPC_BT2020_NCL;
  frame->color_primaries = AVCOL_PRI_BT2020;
  frame->color_trc = transfer;
  frame->color_range = AVCOL_RANGE_MPEG;
  return frame;
}

}  // namespace

TEST_CASE("PeakMeter finds a single bright pixel in any row of PQ and HLG") {
  for (const int height : {3, 64, 100}) {
    PeakMeter meter;
    const FramePtr bright = frame_with_spot(AVCOL_TRC_SMPTE2084, nits_to_pq(50), nits_to_pq(1500), 34, height);
    CHECK(meter.measure(*bright, describe_color(*bright)) == doctest::Approx(1500).epsilon(0.01));
    const FramePtr dim = frame_with_spot(AVCOL_TRC_SMPTE2084, nits_to_pq(5), nits_to_pq(100), 34, height);
    CHECK(meter.measure(*dim, describe_color(*dim)) == doctest::Approx(100).epsilon(0.02));
    const FramePtr white = frame_with_spot(AVCOL_TRC_ARIB_STD_B67, 0.3, 0.75, 34, height);
    CHECK(meter.measure(*white, describe_color(*white)) == doctest::Approx(203).epsilon(0.02));
  }
}

TEST_CASE("PeakMeter measures the first 16 of 64 rows of large Dolby Vision, and all rows of the last strip") {
  constexpr int height = 740;
  const auto nits = [&](bool dolby, int row) {
    const FramePtr frame = make_frame(AV_PIX_FMT_YUV444P10, 16, height, [&](int plane, int, int y) {
      if (plane > 0) return 512;
      return limited(nits_to_pq(y == row ? 1500 : 50));
    });
    frame->colorspace = AVCOL_SPC_BT2020_NCL;
    frame->color_primaries = AVCOL_PRI_BT2020;
    frame->color_trc = AVCOL_TRC_SMPTE2084;
    frame->color_range = AVCOL_RANGE_MPEG;
    ColorInfo color = describe_color(*frame);
    if (dolby) color.dolby = std::make_shared<const DolbyMapping>();
    PeakMeter meter;
    return meter.measure(*frame, color);
  };
  // Rows 704 to 739 are the last strip.
  for (const int row : {0, 15, 64, 704, 739}) {
    CHECK(nits(true, row) == doctest::Approx(1500).epsilon(0.02));
    CHECK(nits(false, row) == doctest::Approx(1500).epsilon(0.02));
  }
  for (const int row : {16, 63, 703}) {
    CHECK(nits(true, row) == doctest::Approx(50).epsilon(0.02));
    CHECK(nits(false, row) == doctest::Approx(1500).epsilon(0.02));
  }
}

TEST_CASE("HdrMetadata takes plausible values only") {
  HdrMetadata metadata;
  CHECK(metadata.likely_peak() == usual_peak_nits);
  AVMasteringDisplayMetadata display{};
  display.has_luminance = 1;
  display.max_luminance = {1000, 10000};  // a phone that states 0.1 nits
  metadata.add(display);
  CHECK(metadata.display_peak == 0);
  display.max_luminance = {40'000'000, 10000};
  metadata.add(display);
  CHECK(metadata.display_peak == 4000);
  CHECK(metadata.likely_peak() == 2000);
  metadata.add(AVContentLightMetadata{600, 100});
  CHECK(metadata.likely_peak() == 600);
  metadata.scene_peak = 450;
  CHECK(metadata.likely_peak() == 450);
}

TEST_CASE("Eetf keeps shadows, has a soft knee, and ends at the peak of the target") {
  const Eetf curve({0.005, 1000}, {0.203, 203});
  CHECK(curve(0) == doctest::Approx(0.203).epsilon(0.01));
  CHECK(curve(1000) == doctest::Approx(203));
  CHECK(curve(5000) == doctest::Approx(203));
  double last = 0, last_slope = 1000;
  for (double signal = nits_to_pq(203); signal < nits_to_pq(900); signal += 0.002) {
    const double mapped = nits_to_pq(curve(pq_to_nits(signal)));
    CHECK(mapped > last);
    if (last > 0) {
      const double slope = (mapped - last) / 0.002;
      CHECK(slope < last_slope + 0.001);
      last_slope = slope;
    }
    last = mapped;
  }
}

TEST_CASE("Eetf keeps the highlights of a source that is not brighter than the target") {
  const Eetf curve({0.203, 203}, {0.203, 203});
  for (const double nits : {0.5, 10.0, 100.0, 203.0}) CHECK(curve(nits) == doctest::Approx(nits).epsilon(0.001));
}
