#include "job/moment.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>

using namespace cliploop;

namespace {

// A frame with a bright column at x on a ground of this brightness.
Miniature column_at(int k, double x, int ground = 90) {
  Miniature frame{Rational{k, 10}, {}};
  for (int row = 0; row < 10; ++row) {
    for (int column = 0; column < 40; ++column) {
      const auto value = static_cast<uint8_t>(std::abs(column - x) < 3 ? 230 : ground);
      frame.pixels.insert(frame.pixels.end(), 3, value);
    }
  }
  return frame;
}

Image stripes(int width, int bright, int dark) {
  Image image(64, 32);
  for (size_t i = 0; i < image.pixels(); ++i) {
    const auto value = static_cast<uint8_t>(static_cast<int>(i) % 64 / width % 2 == 0 ? bright : dark);
    std::fill_n(image.rgba.begin() + static_cast<ptrdiff_t>(i * 4), 3, value);
    image.rgba[i * 4 + 3] = 255;
  }
  return image;
}

}  // namespace

TEST_CASE("look_of measures brightness, contrast and sharpness") {
  const Look look = look_of(stripes(8, 200, 100));
  CHECK(look.brightness == doctest::Approx(150));
  CHECK(look.contrast == doctest::Approx(50));
  CHECK(look_of(stripes(2, 200, 100)).sharpness > look.sharpness);
  CHECK(shows_something(look));
  CHECK_FALSE(shows_something(look_of(stripes(8, 10, 0))));
  CHECK_FALSE(shows_something(look_of(stripes(8, 120, 118))));
}

TEST_CASE("best_moment avoids cuts, dark frames and stills") {
  std::vector<Miniature> frames;
  frames.reserve(60);
  for (int k = 0; k < 10; ++k) frames.push_back(column_at(k, 10, 4));               // dark
  for (int k = 10; k < 25; ++k) frames.push_back(column_at(k, 20));                 // still
  for (int k = 25; k < 50; ++k) frames.push_back(column_at(k, 5 + 0.5 * k));        // moving
  for (int k = 50; k < 60; ++k) frames.push_back(column_at(k, 0.5 * k - 20, 200));  // after a cut
  const Moment moment = best_moment(frames, Rational{2});
  CHECK(moment.score > 0);
  CHECK(moment.start >= 25);
  CHECK(moment.start + 20 <= 50);
}

TEST_CASE("best_moment finds none when there is none") {
  std::vector<Miniature> frames;
  CHECK(best_moment(frames, Rational{1}).score == 0);
  for (int k = 0; k < 30; ++k) frames.push_back(column_at(k, 10, 2));
  for (Miniature& frame : frames) std::fill(frame.pixels.begin(), frame.pixels.end(), uint8_t{3});
  CHECK(best_moment(frames, Rational{1}).score == 0);
  frames.clear();
  for (int k = 0; k < 30; ++k) frames.push_back(column_at(k, 10, k / 8 % 2 == 0 ? 60 : 180));
  CHECK(best_moment(frames, Rational{1}).score == 0);
}
