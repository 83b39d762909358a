#include "palette/dither.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <random>

#include "frame/image.h"
#include "palette/planes.h"

using namespace cliploop;

namespace {

struct Scene {
  Image image;
  Image screen;
  Planes planes;
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
  const Image screen = scene.screen;
  const DitherTuning tuning{.strength = 200, .reuse = {.flat = 90, .busy = 40}, .run = {.flat = 60, .busy = 30}};
  const auto indices = scene.run(palette, tuning);

  ColorTable table(palette);
  std::vector<std::array<int, 3>> errors((kWidth + 2) * (kHeight + 1));
  const auto error_at = [&](int x, int y) -> std::array<int, 3>& {
    return errors[static_cast<size_t>(y * (kWidth + 2) + x + 1)];
  };
  const auto apart = [](const std::array<int, 3>& a, const std::array<int, 3>& b) {
    const auto square = [&](size_t c) { return (a[c] - b[c]) * (a[c] - b[c]); };
    return 4 * square(0) + 10 * square(1) + 2 * square(2);
  };
  const auto color = [&](size_t index) {
    return std::array<int, 3>{palette[index].r, palette[index].g, palette[index].b};
  };
  size_t last = 0;
  for (int y = 0; y < kHeight; ++y) {
    const int step = y % 2 == 0 ? 1 : -1;
    for (int n = 0; n < kWidth; ++n) {
      const int x = step > 0 ? n : kWidth - 1 - n;
      const auto i = static_cast<size_t>(y * kWidth + x);
      if (scene.actions[i] == PixelAction::skip) {
        CHECK(indices[i] == kSkipped);
        continue;
      }
      const int activity = scene.planes.activity[i];
      const int strength = std::max(96, 200 - std::max(0, activity - 6) * 100 / 16) / 8;
      std::array<int, 3> wanted{};
      for (size_t c = 0; c < 3; ++c) {
        const int part = std::clamp(error_at(x, y)[c], -640, 640) * strength / 512;
        wanted[c] = std::clamp(scene.image.rgba[i * 4 + c] + part, 0, 255);
      }
      size_t index = table.find(static_cast<uint32_t>(wanted[0] | wanted[1] << 8 | wanted[2] << 16));
      const int best = apart(wanted, color(index));
      const std::array<int, 3> there = {screen.rgba[i * 4], screen.rgba[i * 4 + 1], screen.rgba[i * 4 + 2]};
      std::array<int, 3> shown = there;
      if (scene.actions[i] == PixelAction::reuse && apart(wanted, there) <= best + tuning.reuse.at(activity)) {
        CHECK(indices[i] == kSkipped);
      } else {
        if (apart(wanted, color(last)) <= best + tuning.run.at(activity)) index = last;
        CHECK(indices[i] == index);
        last = index;
        shown = color(index);
      }
      for (size_t c = 0; c < 3; ++c) {
        CHECK(scene.screen.rgba[i * 4 + c] == shown[c]);
        const int error = wanted[c] - shown[c];
        error_at(x + step, y)[c] += 7 * error;
        error_at(x - step, y + 1)[c] += 3 * error;
        error_at(x, y + 1)[c] += 5 * error;
        error_at(x + step, y + 1)[c] += error;
      }
    }
  }
}

TEST_CASE("planes_of computes luma, color differences and activity") {
  Image image(16, 16);
  for (size_t i = 0; i < image.pixels(); ++i) {
    const uint8_t level = i % 16 < 8 ? 40 : 200;
    std::fill_n(&image.rgba[i * 4], 3, level);
  }
  const Planes planes = planes_of(image);
  CHECK(planes.y[0] == 40);
  CHECK(planes.y[15] == 200);
  CHECK(planes.u[0] == 128);
  CHECK(planes.v[0] == 128);
  CHECK(planes.activity[0] == 0);
  CHECK(planes.activity[7] > 40);
}
