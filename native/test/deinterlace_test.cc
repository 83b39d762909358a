#include "frame/deinterlace.h"

#include <doctest/doctest.h>

#include <cstdlib>

#include "base/av_compat.h"
#include "frames.h"

using namespace cliploop;

namespace {

// A bright bar on a dark background with fine lines. The position of the bar depends on the time of the field.
int scene(int x, int y, int bar, int scale) {
  if (x >= bar && x < bar + 12) return 200 * scale;
  return (40 + (y % 2) * 20) * scale;
}

FramePtr interlaced(AVPixelFormat format, int first_bar, int second_bar, bool top_first, int scale = 1) {
  FramePtr frame = make_frame(format, 64, 48, [&](int plane, int x, int y) {
    if (plane > 0) return 128 * scale;
    const bool first = (y % 2 == 0) == top_first;
    return scene(x, y, first ? first_bar : second_bar, scale);
  });
  set_frame_interlaced(*frame, true, top_first);
  return frame;
}

template <typename T>
int sample(const AVFrame& frame, int x, int y) {
  return reinterpret_cast<const T*>(frame.data[0] + y * frame.linesize[0])[x];
}

// The strength of combing: the largest difference between a line and both its neighbors. The lines of the background
// differ by 20.
template <typename T>
int comb(const AVFrame& frame) {
  int worst = 0;
  for (int y = 1; y + 1 < frame.height; ++y) {
    for (int x = 0; x < frame.width; ++x) {
      const int up = sample<T>(frame, x, y) - sample<T>(frame, x, y - 1);
      const int down = sample<T>(frame, x, y) - sample<T>(frame, x, y + 1);
      if ((up > 0) == (down > 0)) worst = std::max(worst, std::min(std::abs(up), std::abs(down)));
    }
  }
  return worst;
}

}  // namespace

TEST_CASE("Deinterlacer keeps every line of still areas") {
  const FramePtr frame = interlaced(AV_PIX_FMT_YUV420P, 20, 20, true);
  Deinterlacer deinterlacer;
  const AVFrame& out = deinterlacer.run(frame.get(), *frame, frame.get(), true);
  for (int y = 0; y < 48; ++y) {
    for (int x = 0; x < 64; ++x) CHECK(sample<uint8_t>(out, x, y) == sample<uint8_t>(*frame, x, y));
  }
  CHECK_FALSE(frame_is_interlaced(out));
}

TEST_CASE("Deinterlacer shows moving areas without combing, as in the first field") {
  for (const bool top_first : {true, false}) {
    const auto before = interlaced(AV_PIX_FMT_YUV420P, 8, 14, top_first);
    const auto now = interlaced(AV_PIX_FMT_YUV420P, 20, 26, top_first);
    const auto after = interlaced(AV_PIX_FMT_YUV420P, 32, 38, top_first);
    CHECK(comb<uint8_t>(*now) > 100);
    Deinterlacer deinterlacer;
    const AVFrame& out = deinterlacer.run(before.get(), *now, after.get(), top_first);
    CHECK(comb<uint8_t>(out) <= 20);
    for (int y = 2; y < 46; ++y) {
      CHECK(sample<uint8_t>(out, 21, y) > 180);
      CHECK(sample<uint8_t>(out, 34, y) < 80);
    }
  }
}

TEST_CASE("Deinterlacer supports more than 8 bits and missing neighbors") {
  const auto before = interlaced(AV_PIX_FMT_YUV420P10, 8, 14, true, 4);
  const auto now = interlaced(AV_PIX_FMT_YUV420P10, 20, 26, true, 4);
  const auto after = interlaced(AV_PIX_FMT_YUV420P10, 32, 38, true, 4);
  Deinterlacer deinterlacer;
  CHECK(comb<uint16_t>(deinterlacer.run(before.get(), *now, after.get(), true)) <= 80);
  CHECK(comb<uint16_t>(deinterlacer.run(nullptr, *now, nullptr, true)) <= 80);
  CHECK(comb<uint16_t>(deinterlacer.run(nullptr, *now, after.get(), true)) <= 80);
  const auto other = interlaced(AV_PIX_FMT_YUV420P, 20, 26, true);
  CHECK(comb<uint16_t>(deinterlacer.run(other.get(), *now, other.get(), true)) <= 80);
}

TEST_CASE("Deinterlacer interpolates along slanted edges") {
  const auto slant = make_frame(AV_PIX_FMT_GRAY8, 64, 32, [](int, int x, int y) { return x > 10 + y ? 220 : 30; });
  Deinterlacer deinterlacer;
  const AVFrame& out = deinterlacer.run(nullptr, *slant, nullptr, true);
  for (int y = 1; y < 30; ++y) {
    for (int x = 4; x < 60; ++x) CHECK(std::abs(sample<uint8_t>(out, x, y) - sample<uint8_t>(*slant, x, y)) <= 95);
  }
}

TEST_CASE("Deinterlacer supports small frames and odd sizes") {
  for (const auto& [width, height] : {std::pair{1, 1}, std::pair{2, 2}, std::pair{5, 3}, std::pair{7, 9}}) {
    const auto frame = make_frame(AV_PIX_FMT_YUV420P, width, height, [](int, int x, int y) { return 50 + x + y; });
    Deinterlacer deinterlacer;
    CHECK(deinterlacer.run(frame.get(), *frame, nullptr, false).width == width);
  }
}

TEST_CASE("layouts that it handles") {
  CHECK(Deinterlacer::handles(AV_PIX_FMT_YUV420P));
  CHECK(Deinterlacer::handles(AV_PIX_FMT_YUV422P10));
  CHECK(Deinterlacer::handles(AV_PIX_FMT_YUVA444P12));
  CHECK(Deinterlacer::handles(AV_PIX_FMT_GBRP));
  CHECK_FALSE(Deinterlacer::handles(AV_PIX_FMT_PAL8));
  CHECK_FALSE(Deinterlacer::handles(AV_PIX_FMT_RGB24));
  CHECK_FALSE(Deinterlacer::handles(AV_PIX_FMT_NV12));
  CHECK_FALSE(Deinterlacer::handles(AV_PIX_FMT_YUV420P10BE));
}

TEST_CASE("Deinterlacer keeps only the side data of the current frame") {
  const FramePtr frame = interlaced(AV_PIX_FMT_YUV420P, 20, 22, true);
  REQUIRE(av_frame_new_side_data(frame.get(), AV_FRAME_DATA_A53_CC, 100) != nullptr);
  REQUIRE(av_dict_set(&frame->metadata, "name", "first", 0) >= 0);
  const FramePtr plain = interlaced(AV_PIX_FMT_YUV420P, 20, 22, true);
  Deinterlacer deinterlacer;
  for (int i = 0; i < 5; ++i) CHECK(deinterlacer.run(nullptr, *frame, nullptr, true).nb_side_data == 1);
  const AVFrame& out = deinterlacer.run(nullptr, *plain, nullptr, true);
  CHECK(out.nb_side_data == 0);
  CHECK(av_dict_count(out.metadata) == 0);
}
