// What a player shows after each frame, for sequences that are difficult for disposal, transparency and differences.
#include <doctest/doctest.h>

#include <random>

#include "gif_encode.h"

using namespace oracle;
using cliploop::Dither;

namespace {

constexpr int kWidth = 48;
constexpr int kHeight = 36;

// A smooth image of many thousand colors, like a photo.
Image photo(int phase, uint32_t alpha = 255) {
  return image_of(kWidth, kHeight, [&](int x, int y) {
    const auto r = static_cast<uint32_t>((x * 5 + phase * 3) & 255);
    const auto g = static_cast<uint32_t>((y * 7 + phase * 5) & 255);
    const auto b = static_cast<uint32_t>((x * y / 8 + 40 * phase) & 255);
    return r << 24 | g << 16 | b << 8 | alpha;
  });
}

// A disc of one color on a transparent background.
Image disc(int cx, int cy, int radius, uint32_t color = 0xE02040FF) {
  return image_of(kWidth, kHeight, [&](int x, int y) {
    const int d = (x - cx) * (x - cx) + (y - cy) * (y - cy);
    return d <= radius * radius ? color : 0U;
  });
}

// A photo in a round window with a soft edge: alpha goes from 255 to 0.
Image window(int phase, int cx, int radius) {
  return image_of(kWidth, kHeight, [&](int x, int y) {
    const int d = (x - cx) * (x - cx) + (y - 18) * (y - 18);
    const int alpha = std::clamp(128 + (radius * radius - d) * 2, 0, 255);
    const auto r = static_cast<uint32_t>((x * 5 + phase) & 255);
    const auto g = static_cast<uint32_t>(y * 7);
    const auto b = static_cast<uint32_t>((x * y) & 255);
    return r << 24 | g << 16 | b << 8 | static_cast<uint32_t>(alpha);
  });
}

void check_shown(const std::vector<Image>& images, int tolerance, int quality = 100) {
  for (const int loop : {0, 1}) {
    const auto pictures = compose(GifParser(file_of(images, quality, loop)).parse());
    REQUIRE(pictures.size() == images.size());
    for (size_t k = 0; k < images.size(); ++k) {
      CAPTURE(k);
      CHECK(worst_difference(images[k], pictures[k]) <= tolerance);
    }
  }
}

// The tolerance for 255 colors and dithering.
constexpr int kPhoto = 64;

double mean_error(const Image& image, const std::vector<uint8_t>& shown) {
  double sum = 0;
  for (size_t i = 0; i < shown.size(); ++i) {
    if (i % 4 != 3) sum += std::abs(image.rgba[i] - shown[i]);
  }
  return sum / static_cast<double>(image.pixels() * 3);
}

}  // namespace

TEST_CASE("Encoder keeps few colors exactly at every quality and with every dither") {
  std::vector<Image> images;
  for (int k = 0; k < 6; ++k) {
    images.push_back(image_of(kWidth, kHeight, [&](int x, int y) {
      const auto v = static_cast<uint32_t>((x / 3 + y / 2 + k) % 200);
      return v << 24 | (200 - v) << 16 | 0x40FFU;
    }));
  }
  for (const int quality : {1, 50, 100}) {
    for (const Dither dither : {Dither::automatic, Dither::none, Dither::floyd_steinberg, Dither::ordered}) {
      const auto pictures = compose(GifParser(file_of(images, quality, 0, dither)).parse());
      for (size_t k = 0; k < images.size(); ++k) CHECK(worst_difference(images[k], pictures[k]) == 0);
    }
  }
}

TEST_CASE("Encoder shows photos that go forward, back, and back and forth") {
  std::vector<Image> forward;
  for (int k = 0; k < 8; ++k) forward.push_back(photo(k));
  check_shown(forward, kPhoto);
  check_shown({forward.rbegin(), forward.rend()}, kPhoto);
  const Image a = photo(0);
  const Image b = photo(9);
  const Image c = photo(20);
  check_shown({a, b, a, c, a, b, a, c}, kPhoto);
  check_shown({a, a, b, b, b, a}, kPhoto);
}

TEST_CASE("Encoder switches between photos and few colors") {
  const Image few = image_of(kWidth, kHeight, [](int x, int) { return x < 20 ? 0x00FF00FFU : 0x0000FFFFU; });
  const std::vector<Image> images = {photo(1), few, photo(2), few, few};
  check_shown(images, kPhoto);
  const auto pictures = compose(GifParser(file_of(images)).parse());
  for (const size_t k : {1U, 3U, 4U}) CHECK(worst_difference(images[k], pictures[k]) == 0);
}

TEST_CASE("Encoder shows a moving disc on a transparent background") {
  std::vector<Image> images;
  for (int k = 0; k < 12; ++k) images.push_back(disc(4 + k * 4, 18, 7));
  check_shown(images, 0);
  const Image nothing = disc(0, 0, -1);
  const Image everything = photo(3);
  check_shown({nothing, disc(20, 18, 9), nothing, nothing, disc(20, 18, 3), disc(20, 18, 9), nothing}, 0);
  check_shown({disc(20, 18, 9), disc(20, 18, 9, 0x2040E0FF), disc(20, 18, 4), nothing}, 0);
  check_shown({everything, disc(20, 18, 9), everything, nothing, everything}, kPhoto);
  check_shown({nothing, everything, disc(10, 10, 5)}, kPhoto);
  check_shown({nothing}, 0);
}

TEST_CASE("Encoder shows a moving window with a soft edge") {
  std::vector<Image> images;
  for (int k = 0; k < 10; ++k) images.push_back(window(k * 2, 12 + (k % 5) * 5, 8 + k % 3));
  check_shown(images, kPhoto);
  for (const int quality : {20, 75}) {
    const auto pictures = compose(GifParser(file_of(images, quality)).parse());
    for (size_t k = 0; k < images.size(); ++k) CHECK(worst_difference(images[k], pictures[k]) < 256);
  }
}

TEST_CASE("Encoder makes pixels visible from an alpha of 128") {
  CHECK(worst_difference(photo(0, 128), compose(GifParser(file_of({photo(0, 128)})).parse())[0]) <= kPhoto);
  const auto hidden = compose(GifParser(file_of({photo(0, 127)})).parse())[0];
  for (size_t i = 3; i < hidden.size(); i += 4) CHECK(hidden[i] == 0);
}

TEST_CASE("Encoder clears the screen at the end of a transparent animation that loops") {
  const std::vector<Image> images = {disc(10, 10, 6), disc(30, 20, 6)};
  const Gif forever = GifParser(file_of(images, 90, 0)).parse();
  CHECK(forever.frames.back().disposal == 2);
  const Gif once = GifParser(file_of(images, 90, 1)).parse();
  CHECK(once.frames.back().disposal == 1);
  Gif twice = forever;
  twice.frames.insert(twice.frames.end(), forever.frames.begin(), forever.frames.end());
  const auto pictures = compose(twice);
  CHECK(pictures[0] == pictures[2]);
  CHECK(pictures[1] == pictures[3]);
}

TEST_CASE("Encoder follows a slow fade at every quality") {
  std::vector<Image> images;
  for (int k = 0; k < 80; ++k) {
    images.push_back(image_of(kWidth, kHeight, [&](int x, int y) {
      const auto v = static_cast<uint32_t>(40 + x * 2 + k);
      const auto w = static_cast<uint32_t>(30 + y * 3);
      return v << 24 | ((v + w) / 2) << 16 | w << 8 | 255U;
    }));
  }
  for (const int quality : {50, 75, 100}) {
    const auto pictures = compose(GifParser(file_of(images, quality)).parse());
    for (size_t k = 0; k < images.size(); ++k) CHECK(mean_error(images[k], pictures[k]) < 6);
  }
}

TEST_CASE("Encoder does not draw noise on a still photo again") {
  std::mt19937 random(1);
  std::vector<Image> images;
  for (int k = 0; k < 6; ++k) {
    Image image = photo(0);
    for (size_t i = 0; i < image.rgba.size(); ++i) {
      if (i % 4 == 3) continue;
      const int noisy = image.rgba[i] + static_cast<int>(random() % 3) - 1;
      image.rgba[i] = static_cast<uint8_t>(std::clamp(noisy, 0, 255));
    }
    images.push_back(image);
  }
  const std::vector<uint8_t> moving = file_of(images, 90);
  const std::vector<uint8_t> still = file_of({images[0]}, 90);
  CHECK(moving.size() < still.size() * 3 / 2);
}

TEST_CASE("Encoder supports sides of one pixel") {
  for (const auto& [width, height] : {std::pair{1, 1}, std::pair{1, 300}, std::pair{300, 1}, std::pair{2, 3}}) {
    std::vector<Image> images;
    for (int k = 0; k < 3; ++k) {
      images.push_back(image_of(width, height, [&](int x, int y) {
        return static_cast<uint32_t>((x + y + k * 9) & 255) << 24 | static_cast<uint32_t>((x * 3 + y * 5) & 255) << 16 |
               0x10FFU;
      }));
    }
    const auto pictures = compose(GifParser(file_of(images, 75)).parse());
    CHECK(pictures.size() == 3);
  }
}

TEST_CASE("Encoder gives the same bytes when images are prepared in another order") {
  std::vector<Image> images;
  for (int k = 0; k < 5; ++k) images.push_back(photo(k * 4));
  cliploop::gif::Encoder encoder({.width = kWidth, .height = kHeight});
  std::vector<std::shared_ptr<const cliploop::gif::Prepared>> prepared(images.size());
  for (size_t k = images.size(); k-- > 0;) prepared[k] = encoder.prepare(std::make_shared<Image>(images[k]));
  std::vector<cliploop::gif::Indexed> ready;
  for (const auto& one : prepared) encoder.push(one, ready);
  encoder.flush(ready);
  cliploop::gif::Encoder other({.width = kWidth, .height = kHeight});
  const auto expected = indexed_of(other, images);
  REQUIRE(ready.size() == expected.size());
  for (size_t k = 0; k < ready.size(); ++k) CHECK(encoder.compress(ready[k]) == other.compress(expected[k]));
}
