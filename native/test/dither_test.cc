#include "palette/dither.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <random>

#include "dither_reference.h"
#include "frame/image.h"
#include "palette/planes.h"

using namespace cliploop;

namespace {

struct Scene {
  Image image;
  Image screen;
  ImagePlanes planes;
  std::vector<PixelAction> actions;

  Scene(int width, int height)
      : image(width, height), screen(width, height), actions(image.pixels(), PixelAction::draw) {}

  void fill(uint8_t r, uint8_t g, uint8_t b) {
    for (size_t i = 0; i < image.pixels(); ++i) {
      const std::array<uint8_t, 4> color = {r, g, b, 255};
      std::copy(color.begin(), color.end(), &image.rgba[i * 4]);
    }
  }

  FrameVector<uint8_t> run(const Palette& palette, const DitherTuning& tuning) {
    planes = planes_of(image);
    ColorTable table(palette);
    return dither({.width = image.width,
                   .height = image.height,
                   .target = image.rgba.data(),
                   .screen = screen.rgba.data(),
                   .actions = actions.data(),
                   .activity = planes.activity.data()},
                  table, tuning);
  }
};

double share_of(const FrameVector<uint8_t>& indices, uint8_t index) {
  return static_cast<double>(std::count(indices.begin(), indices.end(), index)) / static_cast<double>(indices.size());
}

const Palette kBlackWhite = {{0, 0, 0}, {255, 255, 255}};

}  // namespace

TEST_CASE("dither keeps the mean of a flat gray with full error diffusion") {
  for (const int gray : {32, 100, 128, 200, 240}) {
    Scene scene(96, 96);
    scene.fill(static_cast<uint8_t>(gray), static_cast<uint8_t>(gray), static_cast<uint8_t>(gray));
    const auto indices = scene.run(kBlackWhite, {.kind = Dither::floyd_steinberg});
    CHECK(share_of(indices, 1) == doctest::Approx(gray / 255.0).epsilon(0.12));
  }
}

TEST_CASE("dither keeps the colors of the palette with every kind") {
  for (const Dither kind : {Dither::automatic, Dither::none, Dither::floyd_steinberg}) {
    Scene scene(31, 17);
    scene.fill(255, 255, 255);
    CHECK(share_of(scene.run(kBlackWhite, {.kind = kind, .strength = 200}), 1) == 1.0);
  }
}

TEST_CASE("dither takes the nearest color with Dither::none") {
  Scene scene(40, 30);
  std::mt19937 random(4);
  Palette palette;
  for (int i = 0; i < 60; ++i) {
    palette.push_back({static_cast<uint8_t>(random()), static_cast<uint8_t>(random()), static_cast<uint8_t>(random())});
  }
  for (uint8_t& byte : scene.image.rgba) byte = static_cast<uint8_t>(random());
  const auto indices = scene.run(palette, {.kind = Dither::none, .run = {.flat = -1}});
  ColorTable table(palette);
  for (size_t i = 0; i < indices.size(); ++i) {
    const uint8_t* p = &scene.image.rgba[i * 4];
    CHECK(indices[i] == table.find(static_cast<uint32_t>(p[0] | p[1] << 8 | p[2] << 16)));
  }
}

TEST_CASE("dither limits errors when no palette color is near") {
  Scene scene(64, 64);
  scene.fill(0, 255, 0);
  const Palette palette = {{255, 0, 0}, {0, 0, 255}, {90, 60, 90}};
  for (const uint8_t index : scene.run(palette, {.kind = Dither::floyd_steinberg})) CHECK(index < palette.size());
}

TEST_CASE("dither does not carry errors far across an edge") {
  Scene scene(64, 8);
  scene.fill(128, 128, 128);
  for (int y = 0; y < 8; ++y) {
    for (int x = 32; x < 64; ++x) std::fill_n(scene.image.row(y) + x * 4, 3, uint8_t{255});
  }
  const auto indices = scene.run(kBlackWhite, {.kind = Dither::floyd_steinberg});
  for (size_t i = 0; i < indices.size(); ++i) {
    if (i % 64 > 34) CHECK(indices[i] == 1);
  }
}

TEST_CASE("dither does not diffuse errors through skipped pixels") {
  Scene scene(32, 32);
  scene.fill(255, 255, 255);
  for (size_t i = 0; i < scene.actions.size(); ++i) {
    if (i % 32 < 16) {
      scene.actions[i] = PixelAction::skip;
      std::fill_n(&scene.image.rgba[i * 4], 3, uint8_t{100});
    }
  }
  const auto indices = scene.run(kBlackWhite, {.kind = Dither::floyd_steinberg});
  for (size_t i = 0; i < indices.size(); ++i) CHECK(indices[i] == (i % 32 < 16 ? kSkipped : 1));
}

TEST_CASE("dither reuses the color on screen only when it is close enough") {
  Scene scene(8, 8);
  scene.fill(120, 130, 140);
  std::fill(scene.actions.begin(), scene.actions.end(), PixelAction::reuse);
  scene.screen = scene.image;
  CHECK(share_of(scene.run(kBlackWhite, {.kind = Dither::none}), kSkipped) == 1.0);
  std::fill(scene.screen.rgba.begin(), scene.screen.rgba.end(), uint8_t{255});
  CHECK(share_of(scene.run({{120, 130, 140}}, {.kind = Dither::none}), kSkipped) == 0.0);
}

TEST_CASE("dither keeps the mean with the ordered pattern, which repeats every 8 pixels") {
  Scene scene(64, 64);
  Palette grays;
  for (int i = 0; i < 64; ++i)
    grays.push_back({static_cast<uint8_t>(i * 4), static_cast<uint8_t>(i * 4), static_cast<uint8_t>(i * 4)});
  scene.fill(101, 101, 101);
  const auto indices = scene.run(grays, {.kind = Dither::ordered});
  double sum = 0;
  for (size_t i = 0; i < indices.size(); ++i) {
    sum += grays[indices[i]].r;
    if (i % 64 >= 8) CHECK(indices[i] == indices[i - 8]);
  }
  CHECK(sum / static_cast<double>(indices.size()) == doctest::Approx(101).epsilon(0.03));
}

TEST_CASE("dither equals a slow Floyd-Steinberg") {
  constexpr int kWidth = 61;
  constexpr int kHeight = 37;
  std::mt19937 random(11);
  Palette palette;
  for (int i = 0; i < 90; ++i) {
    palette.push_back({static_cast<uint8_t>(random()), static_cast<uint8_t>(random()), static_cast<uint8_t>(random())});
  }
  Scene scene(kWidth, kHeight);
  for (int y = 0; y < kHeight; ++y) {
    for (int x = 0; x < kWidth; ++x) {
      for (int c = 0; c < 3; ++c) scene.image.row(y)[x * 4 + c] = static_cast<uint8_t>(x * (c + 1) + y * (4 - c));
    }
  }
  for (uint8_t& byte : scene.screen.rgba) byte = static_cast<uint8_t>(random());
  for (PixelAction& action : scene.actions)
    action = std::array{PixelAction::skip, PixelAction::reuse, PixelAction::draw, PixelAction::draw}[random() % 4];
  for (size_t i = 0; i < scene.actions.size(); i += 3) {
    std::copy_n(&scene.image.rgba[i * 4], 3, &scene.screen.rgba[i * 4]);  // colors on screen that are reused
  }
  const Image before = scene.screen;
  const DitherTuning tuning{.strength = 200, .reuse = {.flat = 90, .busy = 40}, .run = {.flat = 60, .busy = 30}};
  const auto indices = scene.run(palette, tuning);
  Image screen = before;
  const oracle::Dithered slow = oracle::slow_dither({.width = kWidth,
                                                     .height = kHeight,
                                                     .target = scene.image.rgba.data(),
                                                     .screen = screen.rgba.data(),
                                                     .actions = scene.actions.data(),
                                                     .activity = scene.planes.activity.data()},
                                                    palette, tuning);
  CHECK(std::equal(indices.begin(), indices.end(), slow.indices.begin(), slow.indices.end()));
  CHECK(std::equal(scene.screen.rgba.begin(), scene.screen.rgba.end(), slow.screen.begin(), slow.screen.end()));
}

TEST_CASE("planes_of computes luma, color differences and activity") {
  Image image(16, 16);
  for (size_t i = 0; i < image.pixels(); ++i) {
    const uint8_t level = i % 16 < 8 ? 40 : 200;
    std::fill_n(&image.rgba[i * 4], 3, level);
  }
  const ImagePlanes planes = planes_of(image);
  CHECK(planes.y[0] == 40);
  CHECK(planes.y[15] == 200);
  CHECK(planes.u[0] == 128);
  CHECK(planes.v[0] == 128);
  CHECK(planes.activity[0] == 0);
  CHECK(planes.activity[7] > 40);
}
