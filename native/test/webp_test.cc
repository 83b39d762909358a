#include <doctest/doctest.h>
#include <webp/decode.h>

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <string>

#include "webp/encoder.h"
#include "webp/mux.h"

using namespace cliploop;

namespace {

ImagePtr gray_image(int width, int height, uint8_t gray, uint8_t alpha = 255) {
  auto image = std::make_shared<Image>(width, height);
  for (size_t i = 0; i < image->pixels(); ++i) {
    std::memset(&image->rgba[i * 4], gray, 3);
    image->rgba[i * 4 + 3] = alpha;
  }
  image->opaque = alpha == 255;
  return image;
}

std::shared_ptr<Image> with_dot(const ImagePtr& base, int x, int y) {
  auto image = std::make_shared<Image>(*base);
  image->row(y)[x * 4] = 255;
  return image;
}

// Squares of 2 x 2 pixels, 60 levels apart.
ImagePtr checkered(int width, int height) {
  auto image = std::make_shared<Image>(*gray_image(width, height, 80));
  for (int y = 0; y < height; ++y) {
    for (int x = 0; x < width; ++x) {
      if (((x ^ y) & 2) != 0) std::memset(image->row(y) + static_cast<size_t>(x) * 4, 140, 3);
    }
  }
  return image;
}

}  // namespace

TEST_CASE("Encoder::push gives the smallest rectangle of blocks around the change") {
  webp::Encoder encoder({64, 48, 75});
  const ImagePtr base = gray_image(64, 48, 100);
  CHECK(encoder.push(base).width == 64);
  const webp::Patch dot = encoder.push(with_dot(base, 33, 21));
  CHECK(dot.x == 32);
  CHECK(dot.y == 16);
  CHECK(dot.width == 8);
  CHECK(dot.height == 8);
  CHECK_FALSE(dot.blends());
  const webp::Patch back = encoder.push(base);
  CHECK(back.x == 32);
  CHECK(back.width == 8);
  const webp::Patch nothing = encoder.push(base);
  CHECK(nothing.width == 8);
  CHECK(nothing.kept == std::vector<bool>{true});
}

TEST_CASE("Encoder::push keeps still blocks of detail between two changes") {
  CancelToken cancel;
  webp::Encoder encoder({64, 48, 75});
  const ImagePtr base = checkered(64, 48);
  encoder.push(base);
  const webp::Patch both = encoder.push(with_dot(with_dot(base, 2, 40), 60, 4));
  CHECK(both.x == 0);
  CHECK(both.y == 0);
  CHECK(both.width == 64);
  CHECK(both.height == 48);
  REQUIRE(both.blends());
  CHECK(std::count(both.kept.begin(), both.kept.end(), false) == 2);
  const std::vector<uint8_t> chunks = encoder.compress(both, cancel);
  CHECK(webp::has_alpha(chunks));
  CHECK(webp::frame_header(both, chunks.size(), 40).back() == 0);
  CHECK(webp::frame_header(encoder.push(gray_image(64, 48, 9)), 100, 40).back() == 2);
}

TEST_CASE("Encoder::push draws still blocks without detail, which take less than an alpha plane") {
  webp::Encoder encoder({64, 48, 75});
  const ImagePtr base = gray_image(64, 48, 100);
  encoder.push(base);
  const webp::Patch both = encoder.push(with_dot(with_dot(base, 2, 40), 60, 4));
  CHECK(both.width == 64);
  CHECK(both.height == 48);
  CHECK_FALSE(both.blends());
}

TEST_CASE("Encoder::push lists kept blocks by the rows of the patch, with smaller blocks at the edges") {
  webp::Encoder encoder({57, 41, 75});
  const ImagePtr base = checkered(57, 41);
  encoder.push(base);
  const webp::Patch both = encoder.push(with_dot(with_dot(base, 0, 40), 56, 0));
  CHECK(both.width == 57);
  CHECK(both.height == 41);
  REQUIRE(both.kept.size() == 8 * 6);
  for (size_t i = 0; i < both.kept.size(); ++i) {
    CAPTURE(i);
    CHECK(both.kept[i] == (i != 7 && i != 40));
  }
}

TEST_CASE("Encoder::push compares blocks with the source when they were last drawn") {
  webp::Encoder encoder({64, 48, 75});
  encoder.push(gray_image(64, 48, 100));
  CHECK(encoder.push(with_dot(with_dot(gray_image(64, 48, 101), 2, 40), 60, 4)).width == 64);
  const webp::Patch later = encoder.push(with_dot(with_dot(gray_image(64, 48, 102), 2, 40), 20, 20));
  CHECK_FALSE(later.blends());
  CHECK(later.x == 16);
  CHECK(later.width == 48);
}

TEST_CASE("Encoder::push ignores noise, but follows slow changes") {
  webp::Encoder encoder({16, 8, 75});
  encoder.push(gray_image(16, 8, 100));
  CHECK(encoder.push(gray_image(16, 8, 101)).kept == std::vector<bool>{true});
  CHECK(encoder.push(gray_image(16, 8, 99)).kept == std::vector<bool>{true});
  CHECK(encoder.push(gray_image(16, 8, 102)).kept.empty());
  webp::Encoder exact({16, 8, 100});
  exact.push(gray_image(16, 8, 100));
  CHECK(exact.push(gray_image(16, 8, 101)).kept.empty());
}

TEST_CASE("Encoder::push uses whole rectangles for images with alpha") {
  webp::Encoder encoder({64, 48, 75});
  const ImagePtr base = gray_image(64, 48, 100, 128);
  CHECK(encoder.push(base).width == 64);
  auto dotted = with_dot(base, 33, 21);
  const webp::Patch dot = encoder.push(dotted);
  CHECK(dot.x == 32);
  CHECK(dot.y == 20);
  CHECK(dot.width == 2);
  CHECK_FALSE(dot.blends());
  // An opaque image, then a transparent one again: the whole screen is replaced.
  CHECK(encoder.push(gray_image(64, 48, 100)).width == 64);
  CHECK_FALSE(encoder.push(base).blends());
  // From the first opaque image on, still blocks stay.
  CHECK(encoder.push(gray_image(64, 48, 100)).width == 64);
  CHECK(encoder.push(gray_image(64, 48, 100)).kept == std::vector<bool>{true});
}

TEST_CASE("Encoder::compress gives chunks that decode to the image, with alpha") {
  CancelToken cancel;
  for (const uint8_t alpha : {uint8_t{255}, uint8_t{128}}) {
    webp::Encoder encoder({40, 30, 90});
    const std::vector<uint8_t> chunks = encoder.compress(encoder.push(gray_image(40, 30, 77, alpha)), cancel);
    CHECK(webp::has_alpha(chunks) == (alpha != 255));
    // A still WebP file around the chunks, for the decoder of libwebp.
    std::vector<uint8_t> file = webp::file_header(40, 30, 0);
    file.resize(30);  // RIFF and VP8X, without ANIM
    file[20] = alpha == 255 ? 0 : 0x10;
    file.insert(file.end(), chunks.begin(), chunks.end());
    const auto size = webp::riff_size(static_cast<int64_t>(file.size()));
    std::copy(size.begin(), size.end(), file.begin() + webp::riff_size_offset);
    int width = 0;
    int height = 0;
    uint8_t* rgba = WebPDecodeRGBA(file.data(), file.size(), &width, &height);
    REQUIRE(rgba != nullptr);
    CHECK(width == 40);
    CHECK(height == 30);
    CHECK(std::abs(rgba[0] - 77) <= 2);
    CHECK(rgba[3] == alpha);
    WebPFree(rgba);
  }
}

TEST_CASE("Encoder::compress is lossless for few colors only") {
  CancelToken cancel;
  const auto kind = [&](const ImagePtr& image, int effort) {
    webp::Encoder encoder({64, 48, 75, effort});
    const std::vector<uint8_t> chunks = encoder.compress(encoder.push(image), cancel);
    return std::string(chunks.begin(), chunks.begin() + 4);
  };
  auto stripes = std::make_shared<Image>(64, 48);
  auto noise = std::make_shared<Image>(64, 48);
  for (int y = 0; y < 48; ++y) {
    for (int x = 0; x < 64; ++x) {
      for (int c = 0; c < 4; ++c) {
        stripes->row(y)[x * 4 + c] = static_cast<uint8_t>(c == 3 || x % 9 < 4 ? 255 : y % 7 * 30);
        noise->row(y)[x * 4 + c] = static_cast<uint8_t>(c == 3 ? 255 : (x * 37 + y * 91 + c * 13) * (x + y) % 251);
      }
    }
  }
  for (const int effort : {0, 2, 6}) {
    CHECK(kind(stripes, effort) == "VP8L");
    CHECK(kind(noise, effort) == "VP8 ");
  }
}

TEST_CASE("Encoder::push makes an independent frame after 128 dependent ones") {
  for (const uint8_t alpha : {uint8_t{255}, uint8_t{128}}) {
    webp::Encoder encoder({64, 48, 75});
    const ImagePtr base = gray_image(64, 48, 100, alpha);
    encoder.push(base);
    int dependent = 0;
    int whole = 0;
    for (int i = 0; i < 400; ++i) {
      const webp::Patch patch = encoder.push(with_dot(base, i % 64, i % 48));
      const bool key = !patch.blends() && patch.width == 64 && patch.height == 48;
      dependent = key ? 0 : dependent + 1;
      whole += key ? 1 : 0;
      CHECK(dependent <= 128);
    }
    CHECK(whole >= 3);
    CHECK(whole <= 4);
  }
}

TEST_CASE("Encoder::compress ends when the job is cancelled") {
  CancelToken cancel;
  cancel.cancel({Code::ABORTED, Stage::NONE, 0, "stop"});
  webp::Encoder encoder({400, 300, 75});
  CHECK_THROWS_WITH(encoder.compress(encoder.push(gray_image(400, 300, 50)), cancel), "stop");
}
