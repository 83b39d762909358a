#include "job/loop_search.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <random>

#include "job/crossfade.h"
#include "job/playback.h"

using namespace cliploop;

namespace {

// A dot that swings, on noise.
std::vector<Miniature> swing(int count, double period, double noise) {
  std::mt19937 random(7);
  std::normal_distribution<double> normal(0, noise);
  std::vector<Miniature> out;
  for (int k = 0; k < count; ++k) {
    const double x = 20 + 12 * std::sin(2 * std::numbers::pi * k / period);
    Miniature frame{Rational{k, 25}, {}};
    for (int row = 0; row < 20; ++row) {
      for (int column = 0; column < 40; ++column) {
        const double away = std::hypot(column - x, row - 10);
        const double value = 60 + 150 * std::clamp(5 - away, 0.0, 1.0) + normal(random);
        for (int c = 0; c < 3; ++c) {
          frame.pixels.push_back(static_cast<uint8_t>(std::clamp(value, 0.0, 255.0)));
        }
      }
    }
    out.push_back(std::move(frame));
  }
  return out;
}

LoopEnds find_ends(const std::vector<Miniature>& frames, const LoopWindow& window) {
  CancelToken cancel;
  return find_loop_ends(frames, window, cancel);
}

LoopWindow window(Rational start, Rational end) {
  LoopWindow out;
  out.start = start;
  out.end = end;
  out.reach = (end - start) / Rational{4};
  out.least_length = (end - start) / Rational{4};
  return out;
}

ImagePtr gray(uint8_t value, uint8_t alpha = 255) {
  auto image = std::make_shared<Image>(2, 2);
  image->opaque = alpha == 255;
  for (size_t i = 0; i < image->rgba.size(); ++i) image->rgba[i] = i % 4 == 3 ? alpha : value;
  return image;
}

}  // namespace

TEST_CASE("find_loop_ends finds the period of a swing, also with noise") {
  for (const double noise : {0.0, 4.0, 12.0}) {
    for (const double factor : {0.88, 0.95, 1.06, 1.13}) {
      const auto frames = swing(150, 40, noise);
      const Rational length{std::lround(40 * factor), 25};
      const LoopEnds ends = find_ends(frames, window(Rational{12, 25}, Rational{12, 25} + length));
      CAPTURE(noise);
      CAPTURE(factor);
      REQUIRE(ends.end > ends.start);
      CHECK(std::abs(static_cast<int>(ends.end - ends.start) - 40) <= (noise > 5 ? 1 : 0));
    }
  }
}

TEST_CASE("find_loop_ends keeps ends that are already right, and those of a video in which nothing changes") {
  const auto periodic = swing(150, 40, 0);
  const LoopEnds same = find_ends(periodic, window(Rational{20, 25}, Rational{60, 25}));
  CHECK(same.start == 20);
  CHECK(same.end == 60);
  const LoopEnds still = find_ends(swing(100, 1e9, 0), window(Rational{20, 25}, Rational{70, 25}));
  CHECK(still.start == 20);
  CHECK(still.end == 70);
}

TEST_CASE("find_loop_ends stays within the reach and the longest length") {
  LoopWindow narrow = window(Rational{12, 25}, Rational{62, 25});
  narrow.reach = Rational{4, 25};
  const auto frames = swing(150, 40, 0);
  const LoopEnds near = find_ends(frames, narrow);
  CHECK(std::abs(static_cast<int>(near.start) - 12) <= 4);
  CHECK(std::abs(static_cast<int>(near.end) - 62) <= 4);
  LoopWindow shorter = window(Rational{12, 25}, Rational{54, 25});
  shorter.most_length = Rational{38, 25};
  const LoopEnds ends = find_ends(frames, shorter);
  CHECK(ends.end - ends.start <= 38);
  CHECK(find_ends({}, narrow).end == 0);
  CHECK(find_ends(swing(2, 40, 0), narrow).end == 0);
}

TEST_CASE("find_loop_ends takes the smallest jump when nothing matches") {
  // A dot that moves away and never comes back: the shortest loop jumps least.
  const LoopEnds ends = find_ends(swing(100, 4000, 0), window(Rational{20, 25}, Rational{80, 25}));
  CHECK(ends.end - ends.start <= 32);
}

TEST_CASE("jump_of is 1 for a loop that goes on like the rest") {
  const auto frames = swing(80, 40, 0);
  std::vector<const Miniature*> loop;
  for (size_t i = 0; i < 40; ++i) loop.push_back(&frames[i]);
  CHECK(jump_of(loop) > 0.5);
  CHECK(jump_of(loop) < 1.8);
  loop.resize(20);
  const double half = jump_of(loop);
  loop.resize(10);
  CHECK(jump_of(loop) > half);
  CHECK(jump_of({&frames[0]}) == 0);
  CHECK(jump_of({&frames[0], &frames[0]}) == 0);
}

TEST_CASE("make_miniature averages pictures of any size") {
  for (const auto& [width, height] : {std::pair{1, 1}, {16, 4096}, {640, 360}, {7, 5}}) {
    Image image(width, height);
    for (size_t i = 0; i < image.rgba.size(); ++i) image.rgba[i] = i % 4 == 3 ? 255 : 90;
    const Miniature small = make_miniature(image, 0);
    CHECK(small.pixels.size() <= 3 * 1400);
    CHECK(std::all_of(small.pixels.begin(), small.pixels.end(), [](uint8_t value) { return value == 90; }));
  }
}

TEST_CASE("blend mixes in linear light, and by alpha") {
  CHECK(blend(*gray(0), *gray(255), 0.5)->rgba[0] == 188);
  CHECK(blend(*gray(10), *gray(200), 0)->rgba[0] == 10);
  CHECK(blend(*gray(10), *gray(200), 1)->rgba[0] == 200);
  for (int value = 0; value < 256; ++value) {
    CHECK(blend(*gray(static_cast<uint8_t>(value)), *gray(static_cast<uint8_t>(value)), 0.3)->rgba[0] == value);
  }
  const ImagePtr half = blend(*gray(200), *gray(0, 0), 0.5);
  CHECK(half->rgba[0] == 200);
  CHECK(half->rgba[3] == 128);
  CHECK_FALSE(half->opaque);
}

TEST_CASE("crossfade ends with the frame before the first one") {
  std::vector<Rational> starts(30);
  for (int k = 0; k < 30; ++k) starts[static_cast<size_t>(k)] = Rational{k, 10};
  const PlayedFrames faded = crossfade(in_order(starts, 3), Rational{1, 2}, 10);
  REQUIRE(faded.frames.size() == 25);
  CHECK(faded.end == Rational{5, 2});
  CHECK(faded.frames.front().index == 5);
  CHECK(faded.frames.front().start == Rational{});
  CHECK(faded.frames[19].share == 0);
  CHECK(faded.frames[20].index == 25);
  CHECK(faded.frames[20].other == 0);
  CHECK(faded.frames.back().other == 4);
  CHECK(faded.frames.back().share == 1);
  for (size_t i = 21; i < 25; ++i) CHECK(faded.frames[i].share > faded.frames[i - 1].share);
}

TEST_CASE("crossfade of a segment that is shorter than two fades") {
  const PlayedFrames faded =
      crossfade(in_order({0, Rational{1, 10}, Rational{2, 10}}, Rational{3, 10}), Rational{2, 10}, 10);
  CHECK(faded.end == Rational{1, 10});
  REQUIRE(faded.frames.size() == 1);
  CHECK(faded.frames[0].index == 2);
}
