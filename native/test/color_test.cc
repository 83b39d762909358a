#include "frame/color.h"

#include <doctest/doctest.h>

extern "C" {
#include <libavutil/mastering_display_metadata.h>
}

#include "base/av_ptr.h"
#include "frame/yuv.h"

using namespace cliploop;

namespace {

FramePtr tagged(AVPixelFormat format, int width, int height) {
  FramePtr frame = new_frame();
  frame->format = format;
  frame->width = width;
  frame->height = height;
  return frame;
}

using Names = std::vector<std::string>;

struct Pixel {
  int r, g, b;
  friend bool operator==(Pixel, Pixel) = default;
};

Pixel convert(const YuvToRgb& yuv, int y, int u, int v) {
  const auto luma = static_cast<uint16_t>(y << 2);
  const auto blue = static_cast<uint16_t>(u << 2);
  const auto red = static_cast<uint16_t>(v << 2);
  uint8_t rgba[4] = {};
  yuv.row(&luma, &blue, &red, nullptr, 1, rgba);
  CHECK(rgba[3] == 255);
  return {rgba[0], rgba[1], rgba[2]};
}

}  // namespace

TEST_CASE("describe_color assumes an untagged matrix from the other tags and the size, and lists what it assumed") {
  const ColorInfo sd = describe_color(*tagged(AV_PIX_FMT_YUV420P, 720, 576));
  CHECK(sd.matrix == AVCOL_SPC_SMPTE170M);
  CHECK(sd.range == AVCOL_RANGE_MPEG);
  CHECK(sd.assumed == Names{"matrix", "range"});
  CHECK(describe_color(*tagged(AV_PIX_FMT_YUV420P, 1280, 10)).matrix == AVCOL_SPC_BT709);
  CHECK(describe_color(*tagged(AV_PIX_FMT_YUV420P, 10, 577)).matrix == AVCOL_SPC_BT709);
  const FramePtr hdr = tagged(AV_PIX_FMT_YUV420P10, 640, 360);
  hdr->color_trc = AVCOL_TRC_SMPTE2084;
  CHECK(describe_color(*hdr).matrix == AVCOL_SPC_BT2020_NCL);
  CHECK(describe_color(*hdr).assumed == Names{"matrix", "range", "primaries"});
  const FramePtr wide = tagged(AV_PIX_FMT_YUV420P10, 1920, 1080);
  wide->color_primaries = AVCOL_PRI_BT2020;
  CHECK(describe_color(*wide).matrix == AVCOL_SPC_BT2020_NCL);
  const FramePtr reserved = tagged(AV_PIX_FMT_YUV420P, 16, 16);
  reserved->colorspace = AVCOL_SPC_RESERVED;
  CHECK(describe_color(*reserved).matrix == AVCOL_SPC_SMPTE170M);
}

TEST_CASE("describe_color uses the tags of the frame") {
  const FramePtr frame = tagged(AV_PIX_FMT_YUV420P, 1920, 1080);
  frame->color_range = AVCOL_RANGE_JPEG;
  for (const AVColorSpace matrix : {AVCOL_SPC_BT709, AVCOL_SPC_SMPTE170M, AVCOL_SPC_BT470BG, AVCOL_SPC_FCC,
                                    AVCOL_SPC_SMPTE240M, AVCOL_SPC_BT2020_NCL}) {
    frame->colorspace = matrix;
    const ColorInfo color = describe_color(*frame);
    CHECK(color.matrix == matrix);
    CHECK(color.range == AVCOL_RANGE_JPEG);
  }
}

TEST_CASE("describe_color treats RGB, palette, yuvj and gray as full range") {
  CHECK(describe_color(*tagged(AV_PIX_FMT_YUVJ420P, 16, 16)).range == AVCOL_RANGE_JPEG);
  CHECK(describe_color(*tagged(AV_PIX_FMT_YUVJ420P, 16, 16)).assumed == Names{"matrix"});
  for (const AVPixelFormat format : {AV_PIX_FMT_RGB24, AV_PIX_FMT_GBRP, AV_PIX_FMT_PAL8, AV_PIX_FMT_RGBA64}) {
    const ColorInfo color = describe_color(*tagged(format, 16, 16));
    CHECK(color.matrix == AVCOL_SPC_RGB);
    CHECK(color.range == AVCOL_RANGE_JPEG);
    CHECK(color.assumed.empty());
  }
  CHECK(describe_color(*tagged(AV_PIX_FMT_GRAY8, 16, 16)).range == AVCOL_RANGE_JPEG);
  const FramePtr gray = tagged(AV_PIX_FMT_GRAY8, 16, 16);
  gray->color_range = AVCOL_RANGE_MPEG;
  CHECK(describe_color(*gray).range == AVCOL_RANGE_MPEG);
  CHECK(describe_color(*gray).assumed.empty());
}

TEST_CASE("describe_color recognizes wide gamut and HDR") {
  const FramePtr frame = tagged(AV_PIX_FMT_YUV420P10, 1920, 1080);
  CHECK_FALSE(describe_color(*frame).needs_mapping());
  frame->colorspace = AVCOL_SPC_BT2020_NCL;
  ColorInfo color = describe_color(*frame);
  CHECK(color.primaries == AVCOL_PRI_BT2020);
  CHECK(color.needs_mapping());
  CHECK_FALSE(color.hdr());
  frame->color_primaries = AVCOL_PRI_BT709;
  CHECK_FALSE(describe_color(*frame).needs_mapping());
  frame->color_trc = AVCOL_TRC_SMPTE2084;
  color = describe_color(*frame);
  CHECK(color.hdr());
  CHECK(color.peak_nits == 1000);
  SUBCASE("limits the peak of the metadata to 203 to 2000 nits") {
    AVContentLightMetadata* light = av_content_light_metadata_create_side_data(frame.get());
    for (const auto& [claimed, used] :
         {std::pair{600U, 600}, std::pair{20U, 203}, std::pair{9000U, 2000}, std::pair{0U, 1000}}) {
      light->MaxCLL = claimed;
      CHECK(describe_color(*frame).peak_nits == used);
    }
  }
  SUBCASE("does not convert primaries of standard definition") {
    const FramePtr sd = tagged(AV_PIX_FMT_YUV420P, 720, 576);
    sd->color_primaries = AVCOL_PRI_BT470BG;
    CHECK_FALSE(describe_color(*sd).needs_mapping());
  }
}

TEST_CASE("YuvToRgb converts black, white, gray and primaries exactly") {
  const YuvToRgb limited(AVCOL_SPC_BT709, AVCOL_RANGE_MPEG, 8);
  CHECK(convert(limited, 16, 128, 128) == Pixel{0, 0, 0});
  CHECK(convert(limited, 235, 128, 128) == Pixel{255, 255, 255});
  CHECK(convert(limited, 255, 128, 128) == Pixel{255, 255, 255});
  CHECK(convert(limited, 0, 128, 128) == Pixel{0, 0, 0});
  CHECK(convert(limited, 63, 102, 240) == Pixel{255, 1, 0});
  const YuvToRgb full(AVCOL_SPC_SMPTE170M, AVCOL_RANGE_JPEG, 8);
  for (int level = 0; level < 256; ++level) CHECK(convert(full, level, 128, 128) == Pixel{level, level, level});
  CHECK(convert(full, 76, 85, 255) == Pixel{254, 0, 0});
  CHECK(convert(full, 29, 255, 107) == Pixel{0, 0, 254});
}
