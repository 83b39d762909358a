#include <doctest/doctest.h>

#include <cstdlib>

#include "frame/render.h"
#include "frames.h"

using namespace cliploop;

namespace {

constexpr std::array<uint8_t, 4> magenta{255, 0, 255, 255};

Image render(const AVFrame& frame, SizeRequest size, bool keep_alpha = false, Orientation orientation = {},
             std::array<uint8_t, 4> background = magenta) {
  Renderer renderer(plan_render(frame, {1}, orientation, size, background, keep_alpha));
  return renderer.render(frame, nullptr, nullptr);
}

FramePtr flat(AVPixelFormat format, int width, int height, int first, int others) {
  return make_frame(format, width, height, [&](int plane, int, int) { return plane == 0 ? first : others; });
}

bool is(const uint8_t* pixel, int r, int g, int b, int a) {
  return pixel[0] == r && pixel[1] == g && pixel[2] == b && pixel[3] == a;
}

void check_flat(const Image& image, int level) {
  CHECK(image.opaque);
  for (size_t i = 0; i < image.pixels(); ++i) {
    if (is(&image.rgba[i * 4], level, level, level, 255)) continue;
    FAIL_CHECK("pixel ", i, " is ", int{image.rgba[i * 4]}, " ", int{image.rgba[i * 4 + 1]}, " ",
               int{image.rgba[i * 4 + 2]}, " ", int{image.rgba[i * 4 + 3]});
    return;
  }
}

}  // namespace

TEST_CASE("Renderer keeps white and black in every pixel, size and layout") {
  for (const auto& [width, height] : {std::pair{1, 1}, std::pair{2, 2}, std::pair{3, 5}, std::pair{321, 181}}) {
    for (const auto& [wide, high] : {std::pair{0, 0}, std::pair{1, 1}, std::pair{17, 9}, std::pair{333, 19}}) {
      check_flat(render(*flat(AV_PIX_FMT_YUV420P, width, height, 235, 128), {wide, high}), 255);
      check_flat(render(*flat(AV_PIX_FMT_YUV422P10, width, height, 940, 512), {wide, high}), 255);
      check_flat(render(*flat(AV_PIX_FMT_YUVJ444P, width, height, 255, 128), {wide, high}), 255);
      check_flat(render(*flat(AV_PIX_FMT_GBRP, width, height, 255, 255), {wide, high}), 255);
      check_flat(render(*flat(AV_PIX_FMT_YUV420P, width, height, 16, 128), {wide, high}), 0);
    }
  }
}

TEST_CASE("Renderer applies the tagged range to gray") {
  for (const auto& [format, shift] : {std::pair{AV_PIX_FMT_GRAY8, 0}, std::pair{AV_PIX_FMT_GRAY10, 2}}) {
    const FramePtr limited = flat(format, 64, 48, 235 << shift, 0);
    limited->color_range = AVCOL_RANGE_MPEG;
    check_flat(render(*limited, {}), 255);
    check_flat(render(*limited, {20, 0}), 255);
    const FramePtr untagged = flat(format, 64, 48, (256 << shift) - 1, 0);
    check_flat(render(*untagged, {}), 255);
    check_flat(render(*untagged, {20, 0}), 255);
  }
}

TEST_CASE("Renderer reduces frames beyond the reach of the kernel") {
  check_flat(render(*flat(AV_PIX_FMT_YUV420P, 4000, 3000, 126, 128), {3, 2}), 128);
  check_flat(render(*flat(AV_PIX_FMT_YUV420P, 16000, 16, 126, 128), {1, 1}), 128);
  check_flat(render(*flat(AV_PIX_FMT_GBRP, 16, 9000, 128, 128), {100, 2}), 128);
}

TEST_CASE("Renderer rotates, mirrors and pads frames") {
  // Red on the left, blue on the right.
  const FramePtr frame = make_frame(AV_PIX_FMT_GBRP, 40, 20, [](int plane, int x, int) {
    return (plane == 2 && x < 20) || (plane == 1 && x >= 20) ? 255 : 0;
  });
  const Image turned = render(*frame, {}, false, {1, false});
  CHECK(turned.width == 20);
  CHECK(is(turned.row(2) + 4 * 10, 255, 0, 0, 255));
  CHECK(is(turned.row(37) + 4 * 10, 0, 0, 255, 255));
  const Image mirrored = render(*frame, {}, false, {0, true});
  CHECK(is(mirrored.row(10) + 4 * 2, 0, 0, 255, 255));
  const Image padded = render(*frame, {40, 40, false, Fit::PAD});
  CHECK(is(padded.row(0), 255, 0, 255, 255));
  CHECK(is(padded.row(9), 255, 0, 255, 255));
  CHECK(is(padded.row(10), 255, 0, 0, 255));
  CHECK(is(padded.row(39), 255, 0, 255, 255));
  CHECK(padded.opaque);
  CHECK_FALSE(render(*frame, {40, 40, false, Fit::PAD}, false, {}, {0, 0, 0, 0}).opaque);
  const Image covered = render(*frame, {10, 20, false, Fit::COVER}, false, {3, true});
  CHECK(covered.width == 10);
  CHECK(covered.height == 20);
}

TEST_CASE("Renderer does not show the colors of transparent pixels") {
  // A white square on a transparent background whose color is green.
  const auto in_square = [](int x, int y) { return x >= 20 && x < 44 && y >= 12 && y < 36; };
  const FramePtr frame = make_frame(AV_PIX_FMT_GBRAP, 64, 48,
                                    [&](int plane, int x, int y) { return in_square(x, y) || plane == 0 ? 255 : 0; });
  const Image image = render(*frame, {31, 23}, true);
  CHECK_FALSE(image.opaque);
  int edges = 0;
  for (size_t i = 0; i < image.pixels(); ++i) {
    const uint8_t* p = &image.rgba[i * 4];
    if (p[3] == 0) {
      CHECK(is(p, 0, 0, 0, 0));
    } else if (p[3] >= 16) {
      edges += p[3] < 255 ? 1 : 0;
      CHECK(std::abs(p[0] - p[1]) <= 12);
      CHECK(p[1] >= 240);
    }
  }
  CHECK(edges > 0);
  CHECK(render(*frame, {31, 23}, false).opaque);
  CHECK(is(render(*frame, {31, 23}, false).row(0), 0, 255, 0, 255));
}

TEST_CASE("Renderer marks frames with full alpha as opaque") {
  struct Opaque {
    AVPixelFormat format;
    int white, neutral, full;
  };
  for (const Opaque& opaque :
       {Opaque{AV_PIX_FMT_YUVA420P, 235, 128, 255}, Opaque{AV_PIX_FMT_YUVA444P10, 940, 512, 1023},
        Opaque{AV_PIX_FMT_YUVA444P12, 3760, 2048, 4095}}) {
    const FramePtr frame = make_frame(opaque.format, 33, 17, [&](int plane, int, int) {
      return plane == 0 ? opaque.white : (plane == 3 ? opaque.full : opaque.neutral);
    });
    check_flat(render(*frame, {}, true), 255);
    check_flat(render(*frame, {12, 0}, true), 255);
  }
}

TEST_CASE("Renderer keeps the canvas when size, shape and format change") {
  const FramePtr first = flat(AV_PIX_FMT_YUV420P, 64, 36, 235, 128);
  Renderer renderer(plan_render(*first, {1}, {}, {}, magenta, false));
  check_flat(renderer.render(*first, nullptr, nullptr), 255);
  const Image square = renderer.render(*flat(AV_PIX_FMT_YUV444P10, 100, 100, 940, 512), nullptr, nullptr);
  CHECK(square.width == 64);
  CHECK(square.height == 36);
  CHECK(is(square.row(18), 255, 0, 255, 255));
  CHECK(is(square.row(18) + 4 * 32, 255, 255, 255, 255));
  check_flat(renderer.render(*first, nullptr, nullptr), 255);
}

TEST_CASE("Renderer keeps white of BT.2020 and black of HDR") {
  const FramePtr wide = flat(AV_PIX_FMT_YUV420P10, 32, 32, 940, 512);
  wide->colorspace = AVCOL_SPC_BT2020_NCL;
  check_flat(render(*wide, {}), 255);
  const FramePtr dark = flat(AV_PIX_FMT_YUV420P10, 32, 32, 64, 512);
  dark->colorspace = AVCOL_SPC_BT2020_NCL;
  dark->color_trc = AVCOL_TRC_SMPTE2084;
  check_flat(render(*dark, {16, 0}), 0);
}

// Fit::COVER shows the middle of the width here, at twice the size.
TEST_CASE("Renderer shows the same part with Fit::COVER as with the whole picture in every format") {
  struct Case {
    AVPixelFormat format;
    int most;
    AVColorPrimaries primaries = AVCOL_PRI_UNSPECIFIED;
  };
  for (const Case& one : {Case{AV_PIX_FMT_GBRP, 255}, Case{AV_PIX_FMT_GBRAP, 255}, Case{AV_PIX_FMT_GBRP16, 65'535},
                          Case{AV_PIX_FMT_GBRP, 255, AVCOL_PRI_SMPTE432},
                          Case{AV_PIX_FMT_GBRP16, 65'535, AVCOL_PRI_SMPTE432}, Case{AV_PIX_FMT_YUVA420P, 255}}) {
    const FramePtr frame = make_frame(one.format, 128, 32, [&](int plane, int x, int y) {
      const int wave = (x * (3 + plane) + y * 5) % 128;
      return (64 + std::min(wave, 128 - wave)) * (one.most / 255);
    });
    frame->color_primaries = one.primaries;
    for (const bool keep_alpha : {false, true}) {
      const Image whole = render(*frame, {256, 64}, keep_alpha);
      const Image covered = render(*frame, {64, 64, false, Fit::COVER}, keep_alpha);
      CHECK(covered.opaque == whole.opaque);
      int most = 0;
      for (size_t y = 0; y < 64; ++y) {
        for (size_t i = 0; i < size_t{64} * 4; ++i) {
          const int there = whole.rgba[(y * 256 + 96) * 4 + i];
          most = std::max(most, std::abs(there - covered.rgba[y * 64 * 4 + i]));
        }
      }
      CAPTURE(std::string(av_get_pix_fmt_name(one.format)));
      CAPTURE(keep_alpha);
      // The lowest alpha is a quarter, so that colors are rounded four times as coarsely.
      CHECK(most <= (keep_alpha && !whole.opaque ? 4 : 2));
    }
  }
}

TEST_CASE("Renderer keeps white and black with Fit::COVER in every format") {
  for (const AVPixelFormat format : {AV_PIX_FMT_GBRP, AV_PIX_FMT_GBRP10, AV_PIX_FMT_GBRP16, AV_PIX_FMT_YUYV422}) {
    const bool yuv = format == AV_PIX_FMT_YUYV422;
    const int white = yuv ? 235 : (1 << av_pix_fmt_desc_get(format)->comp[0].depth) - 1;
    const FramePtr frame = make_frame(format, 300, 20, [&](int, int, int) { return white; });
    if (yuv) {
      for (int y = 0; y < 20; ++y) {
        for (int x = 0; x < 600; ++x) frame->data[0][y * frame->linesize[0] + x] = x % 2 == 0 ? 235 : 128;
      }
    }
    check_flat(render(*frame, {50, 50, false, Fit::COVER}), 255);
    check_flat(render(*frame, {5, 5, false, Fit::COVER}), 255);
  }
}
