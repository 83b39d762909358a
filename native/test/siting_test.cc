#include <doctest/doctest.h>

#include <cmath>

#include "frame/scale.h"
#include "frames.h"

using namespace cliploop;

namespace {

// The position of the first chroma sample, in luma samples.
struct Place {
  double x, y;
};

// How far Cb and Cr of the result are from a slope that the source has at the given place, at most, in steps of 10
// bits.
double slope_error(AVPixelFormat format, AVChromaLocation location, Place place) {
  constexpr int width = 64, height = 48;
  const AVPixFmtDescriptor& description = *av_pix_fmt_desc_get(format);
  const auto slope = [](double x, double y) { return 20 + 2 * x + y; };
  const FramePtr frame = make_frame(format, width, height, [&](int plane, int x, int y) {
    if (plane == 0) return 128;
    return static_cast<int>(
        std::lround(slope((x << description.log2_chroma_w) + place.x, (y << description.log2_chroma_h) + place.y)));
  });
  Scaler scaler(ScaleSpec::whole(width, height, format, width, height, AV_PIX_FMT_YUV444P10, location));
  ScaleBuffer out(AV_PIX_FMT_YUV444P10, width, height);
  Planes source;
  for (size_t i = 0; i < 3; ++i) {
    source.data[i] = frame->data[i];
    source.stride[i] = frame->linesize[i];
  }
  scaler.run(source, out);
  double worst = 0;
  // Not at the edges, where the slope ends.
  for (int y = 16; y < height - 16; ++y) {
    for (int x = 16; x < width - 16; ++x) {
      for (size_t plane = 1; plane < 3; ++plane) {
        const auto* row = reinterpret_cast<const uint16_t*>(out.data[plane] + int64_t{y} * out.stride[plane]);
        worst = std::max(worst, std::abs(row[x] - 4 * slope(x, y)));
      }
    }
  }
  return worst;
}

}  // namespace

TEST_CASE("Scaler places chroma of every subsampling where its location says") {
  struct Case {
    AVPixelFormat format;
    AVChromaLocation location;
    Place place;
  };
  for (const Case& c : {Case{AV_PIX_FMT_YUV420P, AVCHROMA_LOC_LEFT, {0, 0.5}},
                        {AV_PIX_FMT_YUV420P, AVCHROMA_LOC_CENTER, {0.5, 0.5}},
                        {AV_PIX_FMT_YUV420P, AVCHROMA_LOC_TOPLEFT, {0, 0}},
                        {AV_PIX_FMT_YUV420P, AVCHROMA_LOC_TOP, {0.5, 0}},
                        {AV_PIX_FMT_YUV420P, AVCHROMA_LOC_BOTTOMLEFT, {0, 1}},
                        {AV_PIX_FMT_YUV420P, AVCHROMA_LOC_BOTTOM, {0.5, 1}},
                        {AV_PIX_FMT_YUV422P, AVCHROMA_LOC_LEFT, {0, 0}},
                        {AV_PIX_FMT_YUV422P, AVCHROMA_LOC_CENTER, {0.5, 0}},
                        {AV_PIX_FMT_YUV440P, AVCHROMA_LOC_LEFT, {0, 0.5}},
                        {AV_PIX_FMT_YUV440P, AVCHROMA_LOC_TOPLEFT, {0, 0}},
                        {AV_PIX_FMT_YUV411P, AVCHROMA_LOC_LEFT, {0, 0}},
                        {AV_PIX_FMT_YUV411P, AVCHROMA_LOC_TOPLEFT, {0, 0}},
                        {AV_PIX_FMT_YUV411P, AVCHROMA_LOC_CENTER, {1.5, 0}},
                        {AV_PIX_FMT_YUV410P, AVCHROMA_LOC_CENTER, {1.5, 1.5}},
                        {AV_PIX_FMT_YUV410P, AVCHROMA_LOC_TOPLEFT, {0, 0}},
                        {AV_PIX_FMT_YUV410P, AVCHROMA_LOC_LEFT, {0, 1.5}}}) {
    CAPTURE(av_get_pix_fmt_name(c.format));
    CAPTURE(c.location);
    // Half a step of 8 bits, and the ripple of the kernel.
    CHECK(slope_error(c.format, c.location, c.place) <= 3);
  }
}
