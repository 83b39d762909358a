#include "palette/quantize.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <random>
#include <utility>

#include "palette/exact.h"
#include "palette/nearest.h"

using namespace cliploop;

namespace {

ColorBins bins_of(const std::vector<Rgb>& colors) {
  Histogram histogram;
  for (const Rgb& c : colors) {
    const uint8_t rgb[3] = {c.r, c.g, c.b};
    histogram.add(rgb);
  }
  return histogram.take();
}

std::vector<Rgb> noise(size_t count, unsigned seed) {
  std::mt19937 random(seed);
  std::vector<Rgb> out(count);
  for (Rgb& c : out) {
    c = {static_cast<uint8_t>(random()), static_cast<uint8_t>(random()), static_cast<uint8_t>(random())};
  }
  return out;
}

int brute_force(const Palette& palette, Ycc color) {
  int best = INT32_MAX;
  for (const Rgb& c : palette) best = std::min(best, distance(ycc(c), color));
  return best;
}

}  // namespace

TEST_CASE("Histogram keeps exact sums") {
  const ColorBins bins = bins_of({{8, 8, 8}, {9, 10, 11}, {8, 8, 8}, {200, 0, 0}});
  REQUIRE(bins.size() == 2);
  CHECK(bins[0].weight == 3);
  CHECK(bins[0].r == 25);
  CHECK(bins[0].g == 26);
  CHECK(bins[0].b == 27);
  CHECK(bins[1].weight == 1);
}

TEST_CASE("Histogram samples thin lines and regular patterns") {
  constexpr std::array<uint8_t, 4> kGray = {100, 100, 100, 255};
  constexpr std::array<uint8_t, 4> kRed = {250, 0, 0, 255};
  const std::array<std::pair<int, int>, 5> sizes = {{{512, 288}, {640, 360}, {800, 450}, {1280, 720}, {1920, 1080}}};
  for (const auto& [width, height] : sizes) {
    const auto share_of_red = [&, width = width, height = height](auto is_red) {
      std::vector<uint8_t> rgba(static_cast<size_t>(width) * static_cast<size_t>(height) * 4);
      for (int y = 0; y < height; ++y) {
        for (int x = 0; x < width; ++x) {
          const auto& color = is_red(x, y) ? kRed : kGray;
          std::copy(color.begin(), color.end(),
                    &rgba[(static_cast<size_t>(y) * static_cast<size_t>(width) + static_cast<size_t>(x)) * 4]);
        }
      }
      Histogram histogram;
      histogram.add(rgba.data(), width, height, rgba.size() / 4, [](size_t) { return true; });
      double all = 0;
      double red = 0;
      for (const ColorBin& bin : histogram.take()) {
        all += bin.weight;
        if (bin.g == 0) red += bin.weight;
      }
      return red / all;
    };
    CHECK(share_of_red([](int x, int) { return x == 101; }) == doctest::Approx(1.0 / width).epsilon(0.5));
    CHECK(share_of_red([](int, int y) { return y == 101; }) == doctest::Approx(1.0 / height).epsilon(0.5));
    CHECK(share_of_red([](int x, int y) { return (x + y) % 2 == 0; }) == doctest::Approx(0.5).epsilon(0.1));
  }
}

TEST_CASE("quantize keeps few distinct colors exactly") {
  const std::vector<Rgb> colors = {{0, 0, 0}, {255, 255, 255}, {255, 0, 0}, {0, 255, 0}, {0, 0, 255}, {10, 200, 130}};
  const Quantized got = quantize(bins_of(colors), 256, 2);
  CHECK(got.palette.size() == colors.size());
  for (const Rgb& c : colors) CHECK(std::find(got.palette.begin(), got.palette.end(), c) != got.palette.end());
  CHECK(got.error == 0);
}

TEST_CASE("quantize returns at most the requested number of distinct colors, and is deterministic") {
  const ColorBins bins = bins_of(noise(20000, 3));
  for (const int limit : {1, 2, 3, 16, 255, 256}) {
    const Quantized a = quantize(bins, limit, 2);
    const Quantized b = quantize(bins, limit, 2);
    CHECK(a.palette == b.palette);
    CHECK(a.palette.size() <= static_cast<size_t>(limit));
    CHECK(a.palette.size() >= static_cast<size_t>(limit) * 9 / 10);
    for (size_t i = 0; i < a.palette.size(); ++i) {
      CHECK(std::count(a.palette.begin(), a.palette.end(), a.palette[i]) == 1);
    }
  }
}

TEST_CASE("quantize has a smaller error with more colors and rounds") {
  const ColorBins bins = bins_of(noise(5000, 5));
  CHECK(quantize(bins, 128, 1).error < quantize(bins, 32, 1).error);
  CHECK(quantize(bins, 64, 4).error <= quantize(bins, 64, 1).error);
}

TEST_CASE("quantize returns one gray without bins") { CHECK(quantize({}, 16, 1).palette.size() == 1); }

TEST_CASE("fits accepts the palette of the bins and refuses another one") {
  const ColorBins bins = bins_of(noise(3000, 6));
  const Quantized own = quantize(bins, 64, 2);
  CHECK(fits(bins, own.palette, own.error * 1.01));
  CHECK_FALSE(fits(bins, {Rgb{0, 0, 0}}, own.error));
}

TEST_CASE("NearestColor finds a color as near as brute force does") {
  for (const size_t size : {1U, 2U, 3U, 17U, 255U, 256U}) {
    const Palette palette = noise(size, static_cast<unsigned>(size));
    const NearestColor nearest(palette);
    for (const Rgb& c : noise(2000, 77)) {
      const int index = nearest.find(ycc(c));
      CHECK(distance(ycc(palette[static_cast<size_t>(index)]), ycc(c)) == brute_force(palette, ycc(c)));
    }
  }
}

TEST_CASE("ColorTable finds the color nearest to the middle of the cell") {
  const Palette palette = noise(200, 1);
  ColorTable table(palette);
  for (const Rgb& c : noise(3000, 2)) {
    const Ycc middle = ycc((c.r & ~3) + 2, (c.g & ~3) + 2, (c.b & ~7) + 4);
    const uint32_t pixel = c.r | c.g << 8 | c.b << 16;
    const size_t index = table.find(pixel);
    CHECK(distance(ycc(palette[index]), middle) == brute_force(palette, middle));
    CHECK(table.find(pixel) == index);
  }
}

TEST_CASE("ExactPalette holds 255 colors") {
  ExactPalette exact;
  for (int round = 0; round < 2; ++round) {
    for (int i = 0; i < 255; ++i) {
      const uint8_t rgb[3] = {static_cast<uint8_t>(i), static_cast<uint8_t>(i * 7), 3};
      REQUIRE(exact.add(rgb));
      CHECK(exact.find(rgb) == i);
    }
  }
  CHECK(exact.palette().size() == 255);
  const uint8_t black[3] = {0, 0, 9};
  CHECK_FALSE(exact.add(black));
}
