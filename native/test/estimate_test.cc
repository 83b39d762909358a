#include "job/estimate.h"

#include <doctest/doctest.h>

#include "job/output_times.h"
#include "job/run_choice.h"

using namespace cliploop;

namespace {

// 30 packets per second.
std::vector<PacketNote> packets_of(int count, int64_t bytes, int group) {
  std::vector<PacketNote> out;
  for (int i = 0; i < count; ++i) out.push_back({Rational{i, 30}, i % group == 0 ? 9 * bytes : bytes, i % group == 0});
  return out;
}

std::vector<Rational> times_of(int count, int per_second) {
  std::vector<Rational> out;
  for (int i = 0; i < count; ++i) out.emplace_back(i, per_second);
  return out;
}

Trial trial_at(Rational start, int64_t first, int64_t later) {
  Trial out;
  for (int i = 0; i < 4; ++i) out.frames.push_back({start + Rational{i, 15}, i == 0 ? first : later, 0.01});
  return out;
}

}  // namespace

TEST_CASE("estimate adds the first frame and the frames that depend on it") {
  const Activity activity(packets_of(300, 1000, 50));
  const auto times = times_of(150, 15);
  const Estimate found = estimate(times, activity, {trial_at({}, 5000, 1000)}, Format::GIF, 1000);
  CHECK(found.bytes > 150'000);
  CHECK(found.bytes < 158'000);
  CHECK(found.low < found.bytes);
  CHECK(found.high > found.bytes);
  CHECK(found.frames == 150);
  CHECK(found.work_seconds == doctest::Approx(1.5));
}

TEST_CASE("estimate expects more bytes where the packets of the source are larger") {
  std::vector<PacketNote> packets = packets_of(300, 1000, 50);
  for (size_t i = 150; i < packets.size(); ++i) packets[i].bytes *= 4;
  const auto times = times_of(150, 15);
  const auto of = [&](std::vector<PacketNote> given) {
    return estimate(times, Activity(std::move(given)), {trial_at({}, 5000, 1000)}, Format::GIF, 1000).bytes;
  };
  CHECK(of(packets) > of(packets_of(300, 1000, 50)) * 11 / 10);
}

TEST_CASE("estimate counts identical frames as merged") {
  const Estimate found = estimate(times_of(100, 15), Activity({}), {trial_at({}, 5000, 0)}, Format::WEBP, 1000);
  CHECK(found.frames == 1);
  CHECK(found.bytes == 5000);
}

TEST_CASE("estimate narrows its range with more runs that agree") {
  const Activity activity(packets_of(300, 1000, 50));
  const auto times = times_of(150, 15);
  std::vector<Trial> trials{trial_at({}, 5000, 1000)};
  const Estimate one = estimate(times, activity, trials, Format::GIF, 1000);
  for (int i = 1; i < 8; ++i) trials.push_back(trial_at(Rational{i}, 5000, 1000));
  const Estimate eight = estimate(times, activity, trials, Format::GIF, 1000);
  CHECK(eight.high - eight.low < one.high - one.low);
}

TEST_CASE("choose_runs stays below the share of the cost, and spreads the runs over the key frames") {
  const auto packets = packets_of(3000, 1000, 50);
  const auto times = times_of(1500, 15);
  const JobCosts costs{0, 1, 4, 4};
  const RunChoice choice = choose_runs({times, {}, packets, {}, {}}, costs, 0.05);
  const double all = 1500 * (2 + 4);
  const double spent = (choice.first + static_cast<double>(choice.runs.size()) * run_frames) * (2 + 4);
  CHECK(spent <= 0.05 * all);
  REQUIRE(choice.runs.size() > 4);
  CHECK(choice.runs.front().time < Rational{20});
  CHECK(choice.runs.back().time > Rational{80});
  CHECK(!choice.second);
}

TEST_CASE("estimate expects changes after a few identical frames when the packets of the source show them") {
  Trial trial = trial_at({}, 5000, 0);
  trial.frames.resize(2);
  const Activity activity(packets_of(300, 1000, 50));
  const Estimate found = estimate(times_of(150, 15), activity, {trial}, Format::GIF, 1000);
  CHECK(found.bytes > 20'000);
  CHECK(found.frames == 150);
}

TEST_CASE("estimate does not take the size of an empty first frame for that of the others") {
  const auto times = times_of(150, 15);
  const Estimate found =
      estimate(times, Activity(packets_of(300, 1000, 50)), {trial_at({}, 50, 1000)}, Format::WEBP, 1000);
  CHECK(found.bytes > 140'000);
  CHECK(found.bytes < 160'000);
}

TEST_CASE("choose_runs takes more frames when a part of each is encoded") {
  const auto packets = packets_of(900, 1000, 10);
  const auto times = times_of(450, 15);
  const auto frames = [&](double attempt) {
    const RunChoice choice = choose_runs({times, {}, packets, {}, {}}, {0, 1, 10, attempt}, 0.1);
    return choice.first + static_cast<int>(choice.runs.size()) * run_frames;
  };
  CHECK(frames(3) > frames(10) * 3 / 2);
}

TEST_CASE("choose_runs begins before the segment when the way to it is long and its frames are alike") {
  const auto times = times_of(45, 15);
  const std::vector<double> activity(45, 1000);
  RunLead lead;
  for (int i = 0; i < 150; ++i) lead.times.emplace_back(i - 150, 15);
  lead.activity.assign(150, 1000);
  const auto packets = packets_of(390, 1000, 1000);
  const RunChoice near = choose_runs({times, Rational{10}, packets, activity, lead}, {0, 10, 10, 10}, 0.1);
  REQUIRE(near.begin);
  CHECK(*near.begin < Rational{3});
  lead.activity.assign(150, 1);  // a still picture
  CHECK(!choose_runs({times, Rational{10}, packets, activity, lead}, {0, 10, 10, 10}, 0.1).begin);
}

TEST_CASE("choose_runs goes beyond a still picture at the start") {
  const auto packets = packets_of(90, 1000, 1000);
  std::vector<double> activity(45, 1000);
  for (size_t i = 0; i < 10; ++i) activity[i] = 1;
  const RunChoice choice = choose_runs({times_of(45, 15), {}, packets, activity, {}}, {0, 1, 10, 10}, 0.1);
  REQUIRE(choice.second);
  CHECK(*choice.second >= 10);
  CHECK(choice.runs.empty());
}

TEST_CASE("output_times gives the frames and delays that a job shows") {
  AnimateOptions options;
  options.fps = Rational{12};
  const Segment segment{Rational{1}, Rational{2}, {}};
  const OutputTimes found = output_times(options, segment, packets_of(90, 1000, 30), {}, Rational{1, 1000});
  CHECK(found.times.size() == 12);
  CHECK(found.end == Rational{2});
  int64_t total = 0;
  for (const int64_t delay : found.delays) total += delay;
  CHECK(total == 100);
}
