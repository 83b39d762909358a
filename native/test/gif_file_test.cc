// The structure of the GIF file.
#include <doctest/doctest.h>

#include "base/status.h"
#include "gif_encode.h"

using namespace oracle;
using cliploop::gif::Encoder;
using cliploop::gif::Indexed;

namespace {

Image one_color(int width, int height, uint32_t color) {
  return image_of(width, height, [&](int, int) { return color; });
}

}  // namespace

TEST_CASE("Encoder writes the plays of `loop`") {
  const std::vector<Image> images = {one_color(3, 2, 0x102030FF), one_color(3, 2, 0x405060FF)};
  CHECK(GifParser(file_of(images, 90, 0)).parse().repeats == 0);
  CHECK(GifParser(file_of(images, 90, 1)).parse().repeats == -1);
  CHECK(GifParser(file_of(images, 90, 2)).parse().repeats == 1);
  CHECK(GifParser(file_of(images, 90, 65535)).parse().repeats == 65534);
  CHECK(GifParser(file_of({images[0]}, 90, 0)).parse().repeats == 0);
  CHECK(GifParser(file_of({images[0]}, 90, 5)).parse().repeats == 4);
}

TEST_CASE("Encoder writes sizes, delays and the screen") {
  const Gif gif = GifParser(file_of({one_color(321, 2, 0xFF0000FF)})).parse();
  CHECK(gif.width == 321);
  CHECK(gif.height == 2);
  REQUIRE(gif.frames.size() == 1);
  CHECK(gif.frames[0].delay == 7);
  CHECK(gif.frames[0].disposal == 1);
  CHECK(gif.frames[0].transparent == -1);
}

TEST_CASE("Encoder writes small tables and codes for small palettes") {
  for (const int colors : {1, 2, 3, 4, 5, 16, 17, 200, 255}) {
    const Image image = image_of(32, 16, [&](int x, int y) {
      const auto k = static_cast<uint32_t>((y * 32 + x) % colors);
      return k << 24 | (255 - k) << 16 | 0x55FFU;
    });
    const Gif gif = GifParser(file_of({image})).parse();
    int bits = 1;
    while (1 << bits < colors) ++bits;
    CHECK(gif.frames[0].table_bits == bits);
    CHECK(gif.frames[0].min_code == std::max(2, bits));
    CHECK(worst_difference(image, compose(gif)[0]) == 0);
  }
}

TEST_CASE("Encoder writes one transparent pixel for a repeated image, and keeps the order") {
  const std::vector<Image> images = {one_color(9, 9, 0x123456FF), one_color(9, 9, 0x123456FF),
                                     one_color(9, 9, 0x123457FF)};
  Encoder encoder({.width = 9, .height = 9});
  std::vector<Indexed> ready;
  for (size_t k = 0; k < images.size(); ++k) {
    encoder.push(encoder.prepare(std::make_shared<Image>(images[k])), ready);
    CHECK(ready.size() == k);
  }
  encoder.flush(ready);
  encoder.flush(ready);
  REQUIRE(ready.size() == 3);
  for (size_t k = 0; k < 3; ++k) CHECK(ready[k].start_id == static_cast<int64_t>(k));
  CHECK(ready[1].rect.width == 1);
  CHECK(ready[1].rect.height == 1);
  CHECK(ready[1].transparent == 0);
  CHECK(ready[2].rect.width == 9);
}

TEST_CASE("Encoder writes only the changed rectangle") {
  const auto dot = [](int at) {
    return image_of(40, 30, [at](int x, int y) { return x == at && y == 5 ? 0xFFFFFFFFU : 0x202020FFU; });
  };
  const Gif gif = GifParser(file_of({dot(10), dot(13)})).parse();
  CHECK(gif.frames[1].x == 10);
  CHECK(gif.frames[1].y == 5);
  CHECK(gif.frames[1].width == 4);
  CHECK(gif.frames[1].height == 1);
}

TEST_CASE("Encoder splits a long delay into frames, the last of which clears") {
  const Image disc = image_of(6, 6, [](int x, int y) { return x > 1 && y > 1 ? 0xFF0000FFU : 0U; });
  const Image none = one_color(6, 6, 0);
  Encoder encoder({.width = 6, .height = 6});
  for (const int64_t delay : {2, 65535, 65536, 65537, 200000}) {
    std::vector<uint8_t> file = encoder.header();
    Encoder frames({.width = 6, .height = 6});
    for (const Indexed& frame : indexed_of(frames, {disc, none, disc})) {
      std::vector<uint8_t> part;
      encoder.assemble(frame, encoder.compress(frame), delay,
                       [&](const std::vector<uint8_t>& piece) { part.insert(part.end(), piece.begin(), piece.end()); });
      file.insert(file.end(), part.begin(), part.end());
    }
    const auto end = encoder.trailer();
    file.insert(file.end(), end.begin(), end.end());
    const Gif gif = GifParser(file).parse();
    const auto pictures = compose(gif);
    const size_t each = gif.frames.size() / 3;
    CHECK(each == static_cast<size_t>((delay + 65534) / 65535));
    int64_t total = 0;
    for (size_t k = 0; k < gif.frames.size(); ++k) {
      total += gif.frames[k].delay;
      CHECK(gif.frames[k].delay >= 2);
      CHECK(worst_difference(k / each == 1 ? none : disc, pictures[k]) == 0);
    }
    CHECK(total == delay * 3);
  }
}

TEST_CASE("Encoder::repeat gives a frame that changes nothing") {
  Encoder encoder({.width = 6, .height = 6});
  std::vector<uint8_t> file = encoder.header();
  for (const auto& part : {encoder.repeat(65535), encoder.trailer()}) file.insert(file.end(), part.begin(), part.end());
  const Gif gif = GifParser(file).parse();
  REQUIRE(gif.frames.size() == 1);
  CHECK(gif.frames[0].delay == 65535);
  CHECK(gif.frames[0].disposal == 1);
  CHECK(gif.frames[0].transparent == gif.frames[0].indices[0]);
}

TEST_CASE("Encoder refuses invalid options and images") {
  using cliploop::Failure;
  CHECK_THROWS_WITH_AS(Encoder({.width = 0, .height = 4}), "a GIF must be from 1x1 to 65535x65535 pixels, got 0x4",
                       Failure);
  CHECK_THROWS_WITH_AS(Encoder({.width = 4, .height = 65536}),
                       "a GIF must be from 1x1 to 65535x65535 pixels, got 4x65536", Failure);
  CHECK_THROWS_WITH_AS(Encoder({.width = 4, .height = 4, .quality = 0}), "quality must be from 1 to 100, got 0",
                       Failure);
  CHECK_THROWS_WITH_AS(Encoder({.width = 4, .height = 4, .loop = 65537}),
                       "loop must be from 0 to 65536 for a GIF, got 65537", Failure);
  Encoder encoder({.width = 4, .height = 4});
  CHECK_THROWS_AS(encoder.prepare(std::make_shared<Image>(5, 4)), Failure);
}
