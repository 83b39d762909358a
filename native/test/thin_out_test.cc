#include <doctest/doctest.h>

#include "job/playback.h"
#include "job/scaled_images.h"

using namespace cliploop;

namespace {

PlayedFrames frames_at(const std::vector<Rational>& starts, Rational end) { return in_order(starts, end); }

std::vector<size_t> indices(const PlayedFrames& played) {
  std::vector<size_t> out;
  for (const auto& frame : played.frames) out.push_back(frame.index);
  return out;
}

}  // namespace

TEST_CASE("thin_out shows the frames on screen at multiples of the lower rate") {
  std::vector<Rational> starts(15);
  for (int k = 0; k < 15; ++k) starts[static_cast<size_t>(k)] = Rational{k, 15};
  const PlayedFrames fewer = thin_out(frames_at(starts, 1), 5, true);
  CHECK(indices(fewer) == std::vector<size_t>{0, 3, 6, 9, 12});
  CHECK(fewer.frames[2].start == Rational{2, 5});
  CHECK(fewer.end == Rational{1});
  CHECK(indices(thin_out(frames_at(starts, 1), 10, true)) == std::vector<size_t>{0, 1, 3, 4, 6, 7, 9, 10, 12, 13});
}

TEST_CASE("thin_out keeps a frame that stays on screen for several samples once") {
  const PlayedFrames all = frames_at({0, Rational{1, 10}, Rational{9, 10}}, 1);
  const PlayedFrames fewer = thin_out(all, 5, true);
  CHECK(indices(fewer) == std::vector<size_t>{0, 1});
  CHECK(fewer.frames[1].start == Rational{1, 5});
}

TEST_CASE("thin_out without a fixed rate keeps the times of frames that are far enough apart") {
  const PlayedFrames all = frames_at({0, Rational{1, 20}, Rational{1, 2}, Rational{11, 20}, Rational{3, 5}}, 1);
  const PlayedFrames fewer = thin_out(all, 10, false);
  CHECK(indices(fewer) == std::vector<size_t>{0, 1, 2, 4});
  CHECK(fewer.frames[1].start == Rational{1, 10});
  CHECK(fewer.frames[2].start == Rational{1, 2});
  CHECK(fewer.frames[3].start == Rational{3, 5});
}

TEST_CASE("ScaledImages keep the mean color and the alpha of an image") {
  const auto make = [](uint8_t alpha) {
    auto image = std::make_shared<Image>(64, 32);
    image->opaque = alpha == 255;
    for (size_t i = 0; i < image->pixels(); ++i) {
      uint8_t* pixel = image->rgba.data() + i * 4;
      pixel[0] = static_cast<uint8_t>(i % 64 < 32 ? 200 : 40);
      pixel[1] = 90;
      pixel[2] = 10;
      pixel[3] = alpha;
    }
    return image;
  };
  ScaledImages scaled({64, 32}, {16, 8}, 1);
  for (const uint8_t alpha : {uint8_t{255}, uint8_t{128}}) {
    const ImagePtr small = scaled.of(make(alpha), 0);
    REQUIRE(small->width == 16);
    REQUIRE(small->height == 8);
    CHECK(small->opaque == (alpha == 255));
    const uint8_t* left = small->row(4) + 4 * 2;
    const uint8_t* right = small->row(4) + 4 * 13;
    CHECK(std::abs(left[0] - 200) <= 2);
    CHECK(std::abs(right[0] - 40) <= 2);
    CHECK(std::abs(left[1] - 90) <= 2);
    CHECK(std::abs(left[3] - alpha) <= 1);
  }
  const ImagePtr same = make(255);
  CHECK(ScaledImages({64, 32}, {64, 32}, 1).of(same, 0) == same);
}
