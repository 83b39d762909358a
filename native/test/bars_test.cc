#include "job/bars.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cstdint>

using namespace cliploop;

namespace {

constexpr int width = 160;
constexpr int height = 90;

// A black picture in which the pixels of a rectangle have a value.
Image picture(Rect bright, uint8_t value = 120) {
  Image image(width, height);
  for (int y = 0; y < height; ++y) {
    for (int x = 0; x < width; ++x) {
      const bool inside = x >= bright.x && x < bright.x + bright.width && y >= bright.y && y < bright.y + bright.height;
      uint8_t* pixel = image.rgba.data() + (static_cast<size_t>(y) * width + static_cast<size_t>(x)) * 4;
      std::fill_n(pixel, 3, inside ? value : static_cast<uint8_t>(x * 7 % 13));
      pixel[3] = 255;
    }
  }
  return image;
}

}  // namespace

TEST_CASE("BarFinder finds the picture inside bars of any size") {
  for (const Rect content :
       {Rect{0, 11, 160, 68}, Rect{20, 0, 120, 90}, Rect{1, 2, 157, 85}, Rect{33, 10, 60, 70}, Rect{0, 0, 160, 90}}) {
    BarFinder finder;
    finder.look(picture(content));
    CHECK(finder.content() == content);
  }
}

TEST_CASE("BarFinder keeps everything that any picture shows") {
  BarFinder finder;
  finder.look(picture({40, 20, 80, 40}));
  finder.look(picture({0, 0, 0, 0}));
  finder.look(picture({30, 11, 80, 68}));
  CHECK(finder.content() == Rect{30, 11, 90, 68});
}

TEST_CASE("BarFinder cuts nothing from black and dark pictures") {
  BarFinder finder;
  CHECK(finder.content() == Rect{});
  finder.look(picture({}));
  finder.look(picture({10, 10, 100, 60}, 18));
  CHECK(finder.content() == Rect{0, 0, width, height});
}

TEST_CASE("BarFinder does not take text on black for the picture") {
  BarFinder finder;
  Image text = picture({});
  for (int x = 30; x < 130; x += 10) {
    for (int y = 10; y < 80; ++y) {
      if (y > 12 && y < 77) continue;
      uint8_t* pixel = text.rgba.data() + (static_cast<size_t>(y) * width + static_cast<size_t>(x)) * 4;
      std::fill_n(pixel, 3, uint8_t{255});
    }
  }
  finder.look(text);
  CHECK(finder.content() == Rect{0, 0, width, height});
  SUBCASE("and keeps a small logo whole") {
    BarFinder logo;
    logo.look(picture({70, 40, 20, 10}));
    CHECK(logo.content() == Rect{0, 0, width, height});
  }
}
