#include "sample/delay.h"

#include <doctest/doctest.h>

#include <numeric>
#include <vector>

using namespace cliploop;

namespace {

std::vector<int64_t> delays(const DelayRules& rules, const std::vector<Rational>& starts, Rational end,
                            int64_t* merged = nullptr) {
  DelayRounder line(rules);
  std::vector<int64_t> out;
  const auto emit = [&](const SampledFrame&, int64_t duration) { out.push_back(duration); };
  for (const Rational start : starts) line.add({nullptr, nullptr, nullptr, start}, emit);
  line.finish(end, emit);
  if (merged != nullptr) *merged = line.merged();
  return out;
}

std::vector<Rational> every(Rational fps, int count) {
  std::vector<Rational> starts;
  for (int k = 0; k < count; ++k) starts.push_back(Rational{k} / fps);
  return starts;
}

int64_t sum(const std::vector<int64_t>& values) { return std::accumulate(values.begin(), values.end(), int64_t{0}); }

}  // namespace

TEST_CASE("DelayRounder rounds cumulatively, so that no frame rate drifts") {
  for (const Rational fps :
       {Rational{7}, Rational{15}, Rational{24}, Rational{30}, Rational{30000, 1001}, Rational{33}}) {
    const int count = 300;
    const auto out = delays(gif_delays, every(fps, count), Rational{count} / fps);
    CHECK(out.size() == count);
    CHECK(sum(out) == (Rational{count} / fps * Rational{100}).rounded());
  }
  CHECK(delays(gif_delays, every(Rational{30}, 3), Rational{1, 10}) == std::vector<int64_t>{3, 4, 3});
}

TEST_CASE("DelayRounder gives GIF at least two centiseconds and keeps the total") {
  for (const Rational fps : {Rational{51}, Rational{60}, Rational{100}, Rational{240}}) {
    int64_t merged = 0;
    const auto out = delays(gif_delays, every(fps, 240), Rational{240} / fps, &merged);
    for (const int64_t delay : out) CHECK(delay >= 2);
    CHECK(sum(out) == (Rational{240} / fps * Rational{100}).rounded());
    CHECK(merged > 0);
  }
  int64_t merged = 0;
  const auto sixty = delays(gif_delays, every(Rational{60}, 60), Rational{1}, &merged);
  CHECK(sixty.size() == 50);
  CHECK(merged == 10);
}

TEST_CASE("DelayRounder keeps 60 frames per second for WebP") {
  const auto out = delays(webp_delays, every(Rational{60}, 60), Rational{1});
  CHECK(out.size() == 60);
  CHECK(sum(out) == 1000);
}

TEST_CASE("DelayRounder merges a last frame that is too short") {
  CHECK(delays(gif_delays, {{0}, {1, 10}, {2, 10}}, Rational{21, 100}) == std::vector<int64_t>{10, 11});
  CHECK(delays(gif_delays, {{0}, {1, 10}, {2, 10}}, Rational{22, 100}) == std::vector<int64_t>{10, 10, 2});
}

TEST_CASE("DelayRounder gives a single frame the whole segment, and at least the shortest delay") {
  CHECK(delays(gif_delays, {{0}}, Rational{3}) == std::vector<int64_t>{300});
  CHECK(delays(gif_delays, {{0}}, Rational{1, 1000}) == std::vector<int64_t>{2});
  CHECK(delays(gif_delays, {}, Rational{1}).empty());
}
