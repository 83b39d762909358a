#include "input/picture_area.h"

#include <doctest/doctest.h>

#include "base/av_compat.h"
#include "frames.h"

using namespace cliploop;

namespace {

FramePtr numbered(AVPixelFormat format, int width, int height) {
  return make_frame(format, width, height, [](int plane, int x, int y) { return (plane * 50 + y * 16 + x) % 256; });
}

int sample(const AVFrame& frame, int plane, int x, int y) { return frame.data[plane][y * frame.linesize[plane] + x]; }

}  // namespace

TEST_CASE("area_without refuses impossible crops") {
  CHECK(area_without(320, 240, 0, 30, 0, 30).has_value());
  CHECK_FALSE(area_without(320, 240, 0, 0, 0, 0).has_value());
  CHECK_FALSE(area_without(320, 240, -1, 0, 1, 0).has_value());
  CHECK_FALSE(area_without(320, 240, 160, 0, 160, 0).has_value());
  CHECK_FALSE(area_without(320, 240, 0, 240, 0, 0).has_value());
  CHECK_FALSE(area_without(320, 240, INT64_MAX, 0, INT64_MAX, 0).has_value());
  CHECK_FALSE(area_without(320, 240, INT64_MAX, INT64_MAX, INT64_MAX, INT64_MAX).has_value());
  CHECK_FALSE(area_without(0, 0, 0, 1, 0, 1).has_value());
}

TEST_CASE("shown_part follows the size of the frame") {
  const PictureArea area = *area_without(320, 240, 10, 30, 20, 30);
  CHECK(shown_part(area, 320, 240) == Rect{10, 30, 290, 180});
  // The codec has cropped the frame at the bottom.
  CHECK(shown_part(area, 320, 216) == Rect{10, 30, 290, 180});
  CHECK(shown_part(area, 320, 200) == Rect{10, 30, 290, 170});
  // The video has another size than the header states.
  CHECK(shown_part(area, 640, 480) == Rect{20, 60, 580, 360});
  CHECK(shown_part(area, 160, 120) == Rect{5, 15, 145, 90});
  CHECK(shown_part(area, 1, 1) == Rect{0, 0, 1, 1});
}

TEST_CASE("crop_frame keeps the samples of the area") {
  const PictureArea area = *area_without(16, 12, 2, 4, 4, 2);
  const FramePtr whole = numbered(AV_PIX_FMT_YUV420P, 16, 12);
  const FramePtr frame = numbered(AV_PIX_FMT_YUV420P, 16, 12);
  crop_frame(*frame, area);
  CHECK(frame->width == 10);
  CHECK(frame->height == 6);
  CHECK(sample(*frame, 0, 0, 0) == sample(*whole, 0, 2, 4));
  CHECK(sample(*frame, 0, 9, 5) == sample(*whole, 0, 11, 9));
  CHECK(sample(*frame, 1, 0, 0) == sample(*whole, 1, 1, 2));
  CHECK(sample(*frame, 2, 4, 2) == sample(*whole, 2, 5, 4));
}

TEST_CASE("crop_frame keeps the fields of interlaced frames in order") {
  const PictureArea area = *area_without(16, 16, 0, 7, 0, 1);
  const FramePtr whole = numbered(AV_PIX_FMT_YUV420P, 16, 16);
  const FramePtr frame = numbered(AV_PIX_FMT_YUV420P, 16, 16);
  set_frame_interlaced(*frame, true, true);
  crop_frame(*frame, area);
  CHECK(frame->height == 8);
  CHECK(sample(*frame, 0, 0, 0) == sample(*whole, 0, 0, 4));
  CHECK(sample(*frame, 1, 0, 0) == sample(*whole, 1, 0, 2));
}
