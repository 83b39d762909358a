#include "job/sheet.h"

#include <doctest/doctest.h>

using namespace cliploop;

namespace {

Image filled(int width, int height, uint8_t value, bool opaque = true) {
  Image image(width, height);
  std::fill(image.rgba.begin(), image.rgba.end(), value);
  if (opaque) {
    for (size_t i = 3; i < image.rgba.size(); i += 4) image.rgba[i] = 255;
  }
  image.opaque = opaque;
  return image;
}

constexpr std::array<uint8_t, 4> kRed{200, 0, 0, 255};

}  // namespace

TEST_CASE("lay_out has 10 columns and 10 rows unless the stills need fewer") {
  const auto size = [](std::optional<int64_t> stills) {
    const SheetLayout layout = lay_out({}, StillFormat::WEBP, 160, 90, stills);
    return std::pair(layout.columns, layout.rows);
  };
  CHECK(size(std::nullopt) == std::pair(10, 10));
  CHECK(size(250) == std::pair(10, 10));
  CHECK(size(35) == std::pair(10, 4));
  CHECK(size(3) == std::pair(3, 1));
}

TEST_CASE("lay_out has fewer columns and rows where the format has no larger pictures, and refuses more") {
  const SheetLayout layout = lay_out({}, StillFormat::WEBP, 4000, 4000, std::nullopt);
  CHECK(layout.columns == 4);
  CHECK(layout.rows == 4);
  CHECK(lay_out({}, StillFormat::JPEG, 4000, 4000, std::nullopt).columns == 10);
  CHECK_THROWS_WITH_AS(lay_out({5, 0}, StillFormat::WEBP, 4000, 100, std::nullopt),
                       "`columns` 5 with tiles of 4000 pixels makes 20000 pixels, but WebP has at most 16383", Failure);
  CHECK_THROWS_AS(lay_out({0, 700}, StillFormat::JPEG, 160, 100, std::nullopt), Failure);
}

TEST_CASE("Sheet places tiles by rows and leaves out what has no tile") {
  const SheetLayout layout = lay_out({3, 2}, StillFormat::PNG, 2, 1, std::nullopt);
  Sheet sheet(layout);
  for (int i = 0; i < 6; ++i) sheet.add(filled(2, 1, static_cast<uint8_t>(10 * i)));
  CHECK(sheet.full());
  const Image full = sheet.take(kRed);
  CHECK(full.width == 6);
  CHECK(full.height == 2);
  for (int64_t i = 0; i < 6; ++i) CHECK(full.row(layout.y_of(i))[layout.x_of(i) * 4] == 10 * i);
  CHECK(layout.sheet_of(6) == 1);
  CHECK(layout.x_of(7) == 2);
  CHECK(layout.y_of(7) == 0);

  CHECK(sheet.empty());
  for (int i = 0; i < 4; ++i) sheet.add(filled(2, 1, 7));
  const Image partly = sheet.take(kRed);
  CHECK(partly.height == 2);
  CHECK(partly.row(1)[0] == 7);
  CHECK(partly.row(1)[8] == 200);
  CHECK(partly.opaque);

  sheet.add(filled(2, 1, 9));
  sheet.add(filled(2, 1, 9, false));
  const Image narrow = sheet.take(kRed);
  CHECK(narrow.width == 4);
  CHECK(narrow.height == 1);
  CHECK_FALSE(narrow.opaque);
}
