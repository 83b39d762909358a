#include "frame/orient.h"

#include <doctest/doctest.h>

#include <cmath>
#include <string>

#include "frame/image.h"

using namespace cliploop;

namespace {

constexpr int32_t kFixedOne = 65536;

Orientation of(int a, int b, int c, int d) {
  const int32_t matrix[9] = {a * kFixedOne, b * kFixedOne, 0, c * kFixedOne, d * kFixedOne, 0, 0, 0, 1 << 30};
  return orientation_from_matrix(matrix);
}

Orientation turned_by(double degrees) {
  const double angle = degrees * 3.14159265358979 / 180;
  const auto cosine = static_cast<int32_t>(std::cos(angle) * kFixedOne);
  const auto sine = static_cast<int32_t>(std::sin(angle) * kFixedOne);
  const int32_t matrix[9] = {cosine, sine, 0, -sine, cosine, 0, 0, 0, 1 << 30};
  return orientation_from_matrix(matrix);
}

Image orient(Image image, Orientation orientation) {
  if (orientation.identity()) return image;
  const bool swap = swaps_sides(orientation);
  Image turned(swap ? image.height : image.width, swap ? image.width : image.height);
  turned.opaque = image.opaque;
  orient_pixels(reinterpret_cast<const uint32_t*>(image.rgba.data()), image.width, image.height, image.width,
                orientation, reinterpret_cast<uint32_t*>(turned.rgba.data()), turned.width);
  return turned;
}

// One letter per pixel; '/' ends a row.
Image picture(const std::string& rows) {
  const int width = static_cast<int>(rows.find('/'));
  Image image(width, static_cast<int>(rows.size() + 1) / (width + 1));
  size_t at = 0;
  for (const char letter : rows) {
    if (letter == '/') continue;
    for (int i = 0; i < 4; ++i) image.rgba[at++] = static_cast<uint8_t>(letter);
  }
  return image;
}

std::string letters(const Image& image) {
  std::string rows;
  for (int y = 0; y < image.height; ++y) {
    if (y > 0) rows += '/';
    for (int x = 0; x < image.width; ++x) rows += static_cast<char>(image.row(y)[x * 4 + 2]);
  }
  return rows;
}

}  // namespace

TEST_CASE("orientation_from_matrix converts the eight display matrices") {
  CHECK(orientation_from_matrix(nullptr) == Orientation{0, false});
  CHECK(of(1, 0, 0, 1) == Orientation{0, false});
  CHECK(of(0, 1, -1, 0) == Orientation{1, false});
  CHECK(of(-1, 0, 0, -1) == Orientation{2, false});
  CHECK(of(0, -1, 1, 0) == Orientation{3, false});
  CHECK(of(-1, 0, 0, 1) == Orientation{0, true});
  CHECK(of(1, 0, 0, -1) == Orientation{2, true});
  CHECK(of(0, 1, 1, 0) == Orientation{3, true});
  CHECK(of(0, -1, -1, 0) == Orientation{1, true});
}

TEST_CASE("orientation_from_matrix rounds angles, ignores scale, and treats singular matrices as upright") {
  CHECK(turned_by(40).quarter_turns == 0);
  CHECK(turned_by(50).quarter_turns == 1);
  CHECK(turned_by(181).quarter_turns == 2);
  CHECK(turned_by(-80).quarter_turns == 3);
  CHECK(of(2, 0, 0, 1) == Orientation{0, false});
  CHECK(of(0, 0, 0, 0) == Orientation{0, false});
  CHECK(of(1, 1, 1, 1) == Orientation{0, false});
  const int32_t extreme[9] = {INT32_MIN, 0, 0, 0, INT32_MAX, 0, 0, 0, 0};
  CHECK(orientation_from_matrix(extreme).mirrored);
}

TEST_CASE("orient_pixels moves the pixels") {
  const std::string rows = "abc/def";
  CHECK(letters(orient(picture(rows), {0, false})) == "abc/def");
  CHECK(letters(orient(picture(rows), {1, false})) == "da/eb/fc");
  CHECK(letters(orient(picture(rows), {2, false})) == "fed/cba");
  CHECK(letters(orient(picture(rows), {3, false})) == "cf/be/ad");
  CHECK(letters(orient(picture(rows), {0, true})) == "cba/fed");
  CHECK(letters(orient(picture(rows), {1, true})) == "fc/eb/da");
  CHECK(letters(orient(picture(rows), {2, true})) == "def/abc");
  CHECK(letters(orient(picture(rows), {3, true})) == "ad/be/cf");
}

TEST_CASE("orient_pixels gives the same image after four quarter turns") {
  Image image(37, 21);
  for (size_t i = 0; i < image.rgba.size(); ++i) image.rgba[i] = static_cast<uint8_t>(i * 7 + i / 256);
  Image turned = image;
  for (int turn = 0; turn < 4; ++turn) turned = orient(turned, {1, false});
  CHECK(turned.rgba == image.rgba);
  CHECK(orient(orient(image, {3, true}), {3, true}).rgba == image.rgba);
}
