#include "sample/sample.h"

#include <doctest/doctest.h>

#include <vector>

using namespace cliploop;

namespace {

// The number of a shown frame, from its pts, and its start.
struct Shown {
  int64_t frame;
  Rational start;
  friend bool operator==(const Shown&, const Shown&) = default;
};

TimedFrame frame_at(int64_t number, Rational time) {
  FramePtr frame = new_frame();
  frame->pts = number;
  return {std::move(frame), time, Rational{1, 25}};
}

std::vector<Shown> sample(const Sampler::Options& options, const std::vector<Rational>& times, Rational end) {
  Sampler sampler(options);
  std::vector<Shown> shown;
  const auto emit = [&](SampledFrame sampled) { shown.push_back({sampled.frame->pts, sampled.start}); };
  for (size_t i = 0; i < times.size() && !sampler.done(); ++i) {
    sampler.add(frame_at(static_cast<int64_t>(i), times[i]), emit);
  }
  sampler.finish(end, emit);
  return shown;
}

std::vector<Rational> steady(int count, Rational rate) {
  std::vector<Rational> times;
  for (int i = 0; i < count; ++i) times.push_back(Rational{i} / rate);
  return times;
}

const Rational kExact{};

}  // namespace

TEST_CASE("Sampler shows the frame on screen at start + k / fps") {
  const auto shown =
      sample({Rational{1, 2}, Rational{1}, Rational{10}, kExact}, steady(60, Rational{24}), Rational{60, 24});
  REQUIRE(shown.size() == 5);
  for (int64_t k = 0; k < 5; ++k) {
    const Rational time = Rational{1, 2} + Rational{k, 10};
    CHECK(shown[static_cast<size_t>(k)].frame == (time * Rational{24}).floored());
    CHECK(shown[static_cast<size_t>(k)].start == Rational{k, 10});
  }
}

TEST_CASE("Sampler emits a frame once for several samples") {
  const auto shown = sample({kExact, Rational{1}, Rational{20}, kExact}, steady(5, Rational{5}), Rational{1});
  REQUIRE(shown.size() == 5);
  CHECK(shown[1] == Shown{1, Rational{1, 5}});
}

TEST_CASE("Sampler accepts frames that are less than a tick late") {
  const std::vector<Rational> times{{0}, {67, 1000}, {133, 1000}, {200, 1000}};
  const auto shown = sample({kExact, Rational{267, 1000}, Rational{15}, Rational{1, 1000}}, times, Rational{267, 1000});
  REQUIRE(shown.size() == 4);
  CHECK(shown[1].frame == 1);
  const auto strict = sample({kExact, Rational{267, 1000}, Rational{15}, kExact}, times, Rational{267, 1000});
  CHECK(strict[1].frame != 1);
}

TEST_CASE("Sampler shows the last frame until the end of the video") {
  const auto shown = sample({Rational{9, 10}, std::nullopt, Rational{10}, kExact}, steady(2, Rational{2}), Rational{1});
  REQUIRE(shown.size() == 1);
  CHECK(shown[0].frame == 1);
}

TEST_CASE("Sampler handles a gap of years without a loop") {
  Sampler sampler({kExact, std::nullopt, Rational{60}, kExact});
  int emitted = 0;
  const auto emit = [&](const SampledFrame&) { ++emitted; };
  sampler.add(frame_at(0, Rational{0}), emit);
  sampler.add(frame_at(1, Rational{1'000'000'000}), emit);
  CHECK(emitted == 1);
  CHECK(sampler.samples() == 60'000'000'000);
  CHECK_FALSE(sampler.done());
}

TEST_CASE("Sampler emits nothing when the start is after the end") {
  CHECK(sample({Rational{2}, std::nullopt, Rational{10}, kExact}, steady(2, Rational{2}), Rational{1}).empty());
}

TEST_CASE("Sampler shows every source frame at its own time without a frame rate") {
  const std::vector<Rational> times{{0}, {1, 10}, {3, 10}, {9, 10}};
  const auto shown = sample({Rational{1, 20}, Rational{8, 10}, std::nullopt, kExact}, times, Rational{1});
  REQUIRE(shown.size() == 3);
  CHECK(shown[0] == Shown{0, Rational{0}});
  CHECK(shown[1] == Shown{1, Rational{1, 20}});
  CHECK(shown[2] == Shown{2, Rational{1, 4}});
}

TEST_CASE("Sampler::next_sample finds the next sample") {
  const Sampler sampler({Rational{1}, Rational{2}, Rational{10}, kExact});
  CHECK(sampler.next_sample(Rational{0}) == Rational{1});
  CHECK(sampler.next_sample(Rational{1}) == Rational{1});
  CHECK(sampler.next_sample(Rational{101, 100}) == Rational{11, 10});
  CHECK(sampler.next_sample(Rational{11, 10}) == Rational{11, 10});
  CHECK(sampler.next_sample(Rational{199, 100}) == std::nullopt);
}

namespace {

constexpr Rational kTick{1, 1000};

Sampler::Options at_most_15(std::optional<Rational> end = std::nullopt) {
  return {Rational{}, end, std::nullopt, kTick, Rational{15}};
}

}  // namespace

TEST_CASE("Sampler keeps the frame times of a source up to the limit") {
  for (const Rational rate : {Rational{999, 100}, Rational{10}, Rational{25, 2}, Rational{15000, 1001}, Rational{15}}) {
    const auto times = steady(60, rate);
    const auto shown = sample(at_most_15(), times, Rational{60} / rate);
    REQUIRE(shown.size() == 60);
    for (size_t i = 0; i < 60; ++i) {
      CHECK(shown[i].frame == static_cast<int64_t>(i));
      const Rational late = shown[i].start - times[i];
      CHECK(std::max(late, Rational{} - late) <= kTick);
    }
  }
}

TEST_CASE("Sampler reduces a constant rate above the limit as with that rate") {
  for (const Rational rate :
       {Rational{15015, 1000}, Rational{16}, Rational{24}, Rational{25}, Rational{30000, 1001}, Rational{60}}) {
    const auto times = steady(300, rate);
    const Rational end = Rational{300} / rate;
    CHECK(sample(at_most_15(), times, end) == sample({kExact, std::nullopt, Rational{15}, kTick}, times, end));
  }
}

TEST_CASE("Sampler begins a burst of frames at its own time, and keeps its last frame") {
  // A frame for a second, ten frames in a sixth of a second, then another pause.
  std::vector<Rational> times{Rational{}};
  for (int i = 0; i < 10; ++i) times.push_back(Rational{101, 100} + Rational{i, 60});
  times.push_back(Rational{3});
  const auto shown = sample(at_most_15(), times, Rational{4});
  REQUIRE(shown.size() == 6);
  CHECK(shown[1] == Shown{1, Rational{101, 100}});
  CHECK(shown[2] == Shown{5, Rational{101, 100} + Rational{1, 15}});
  CHECK(shown[3] == Shown{9, Rational{101, 100} + Rational{2, 15}});
  CHECK(shown[4] == Shown{10, Rational{101, 100} + Rational{3, 15}});
  CHECK(shown[5] == Shown{11, Rational{3}});
}

TEST_CASE("Sampler with a limit shows the frame on screen at the start, and ends at the end") {
  const auto shown = sample({Rational{1, 4}, Rational{1, 2}, std::nullopt, kTick, Rational{15}},
                            steady(20, Rational{10}), Rational{2});
  REQUIRE(shown.size() == 3);
  CHECK(shown[0] == Shown{2, Rational{}});
  CHECK(shown[1] == Shown{3, Rational{1, 20}});
  CHECK(shown[2] == Shown{4, Rational{3, 20}});
}
