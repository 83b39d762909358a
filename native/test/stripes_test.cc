#include "job/stripes.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <set>
#include <utility>

using namespace cliploop;

namespace {

// The red sample of each row is its number, from 0 to 255.
ImagePtr numbered_rows(int width, int height) {
  auto image = std::make_shared<Image>(width, height);
  for (int y = 0; y < height; ++y) {
    for (int x = 0; x < width; ++x) {
      uint8_t* pixel = image->row(y) + x * 4;
      pixel[0] = static_cast<uint8_t>(y);
      pixel[1] = static_cast<uint8_t>(y >> 8);
      pixel[2] = static_cast<uint8_t>(x);
      pixel[3] = 255;
    }
  }
  return image;
}

}  // namespace

TEST_CASE("Stripes takes a small image as it is") {
  const Stripes stripes(160, 120, false);
  const ImagePtr image = numbered_rows(160, 120);
  CHECK(stripes.take(image) == image);
  CHECK(stripes.scale() == 1);
}

TEST_CASE("Stripes takes the whole image when that is wanted") {
  const ImagePtr image = numbered_rows(480, 640);
  CHECK(Stripes(640).take(image) == image);
  CHECK(Stripes(640).scale() == 1);
}

TEST_CASE("Stripes takes few tall stripes for encoders that predict blocks from those above") {
  const auto count = [](bool few) {
    const ImagePtr taken = Stripes(640, 1136, few).take(numbered_rows(640, 1136));
    int stripes = 1;
    for (int y = 1; y < taken->height; ++y) {
      const auto row = [&](int at) { return taken->row(at)[0] | taken->row(at)[1] << 8; };
      stripes += row(y) == row(y - 1) + 1 ? 0 : 1;
    }
    return stripes;
  };
  CHECK(count(true) == 3);
  CHECK(count(false) == 9);
}

TEST_CASE("Stripes takes rows from top to bottom that are spread over the height, each once") {
  bool few = false;
  SUBCASE("many stripes") {}
  SUBCASE("few stripes") { few = true; }
  for (const auto& size : {std::pair{480, 270}, {1080, 607}, {320, 568}, {1000, 97}, {96, 4000}}) {
    const int width = size.first;
    const int height = size.second;
    CAPTURE(width);
    CAPTURE(height);
    const Stripes stripes(width, height, few);
    const ImagePtr taken = stripes.take(numbered_rows(width, height));
    REQUIRE(taken->width == width);
    REQUIRE(taken->height == stripes.rows());
    CHECK(stripes.scale() * stripes.rows() == doctest::Approx(height));
    CHECK(stripes.rows() <= height);
    std::set<int> rows;
    int last = -1, longest_gap = 0;
    for (int y = 0; y < taken->height; ++y) {
      const uint8_t* pixel = taken->row(y) + (width - 1) * 4;
      const int row = pixel[0] | pixel[1] << 8;
      CHECK(pixel[2] == static_cast<uint8_t>(width - 1));
      CHECK(row > last);
      longest_gap = std::max(longest_gap, row - last);
      last = row;
      rows.insert(row);
    }
    CHECK(static_cast<int>(rows.size()) == stripes.rows());
    CHECK(longest_gap <= height / 2 + 16);
    CHECK(width * stripes.rows() >= std::min(24'000, width * height));
  }
}
