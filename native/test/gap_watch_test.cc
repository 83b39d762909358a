#include "input/gap_watch.h"

#include <doctest/doctest.h>

#include <cstring>

using namespace cliploop;

namespace {

FramePtr gray_frame() {
  FramePtr frame = new_frame();
  frame->format = AV_PIX_FMT_YUV420P;
  frame->width = 64;
  frame->height = 48;
  REQUIRE(av_frame_get_buffer(frame.get(), 0) >= 0);
  return frame;
}

void fill(AVFrame& frame, int rows) {
  for (int y = 0; y < rows; ++y) std::memset(frame.data[0] + static_cast<ptrdiff_t>(y) * frame.linesize[0], 16, 64);
}

}  // namespace

TEST_CASE("finds the rows of a frame that were not filled, and removes the marks") {
  const FramePtr frame = gray_frame();
  write_marks(*frame);
  CHECK(has_marks(*frame));
  fill(*frame, 32);
  CHECK(has_marks(*frame));
  CHECK(clear_marks(*frame));
  CHECK_FALSE(has_marks(*frame));
  CHECK_FALSE(clear_marks(*frame));
}

TEST_CASE("finds no marks in a filled frame") {
  const FramePtr frame = gray_frame();
  write_marks(*frame);
  fill(*frame, 48);
  CHECK_FALSE(has_marks(*frame));
}

TEST_CASE("returns each unfilled packet once, when it is decoded") {
  GapWatch watch;
  const FramePtr whole = gray_frame();
  const FramePtr part = gray_frame();
  const FramePtr later = gray_frame();
  watch.add(*whole, 3);
  watch.add(*part, 4);
  watch.add(*later, 5);
  fill(*whole, 48);
  fill(*part, 16);
  CHECK(watch.find(3).empty());
  CHECK(watch.find(4) == std::vector<int64_t>{4});
  CHECK(watch.find(4).empty());
  fill(*later, 48);
  CHECK(watch.find(9).empty());
}

TEST_CASE("forgets the frames before a seek") {
  GapWatch watch;
  const FramePtr frame = gray_frame();
  watch.add(*frame, 1);
  watch.clear();
  CHECK(watch.find(1).empty());
}
