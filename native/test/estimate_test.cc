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

// Nanoseconds, so long that the least cost of a plan does not matter.
constexpr double unit = 1e6;

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
  const JobCosts costs{0, unit, 4 * unit, 4 * unit};
  const RunChoice choice = choose_runs({times, {}, packets, {}, {}}, costs, 0.05);
  const double all = 1500 * (2 + 4);
  const double spent = (choice.first + static_cast<double>(choice.runs.size()) * run_frames) * (2 + 4);
  CHECK(spent <= 0.05 * all);
  REQUIRE(choice.runs.size() > 4);
  CHECK(choice.runs.front().frame < 300);
  CHECK(choice.runs.back().frame > 1200);
  for (const auto& run : choice.runs) CHECK(run.key);
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
    const RunChoice choice = choose_runs({times, {}, packets, {}, {}}, {0, unit, 10 * unit, attempt * unit}, 0.1);
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
  const RunChoice choice =
      choose_runs({times_of(45, 15), {}, packets, activity, {}}, {0, unit, 10 * unit, 10 * unit}, 0.1);
  REQUIRE(choice.runs.size() == 1);
  CHECK(choice.runs[0].frame >= 10);
  CHECK(!choice.runs[0].key);
}

TEST_CASE("choose_runs spreads the runs evenly where there are no key frames, and reads on to them") {
  const auto packets = packets_of(900, 1000, 1000);
  const auto times = times_of(450, 15);
  const RunChoice choice = choose_runs({times, {}, packets, {}, {}}, {0, unit / 100, 10 * unit, 10 * unit}, 0.1);
  REQUIRE(choice.runs.size() > 4);
  int before = 0;
  for (const auto& run : choice.runs) {
    CHECK(!run.key);
    CHECK(run.frame - before == doctest::Approx(450.0 / (static_cast<double>(choice.runs.size()) + 0.5)).epsilon(0.05));
    before = run.frame;
  }
}

TEST_CASE("choose_runs encodes whole frames when they cost about as much as parts, and parts when they do not") {
  const auto packets = packets_of(900, 1000, 10);
  const auto times = times_of(450, 15);
  const auto whole = [&](double attempt) {
    return choose_runs({times, {}, packets, {}, {}}, {0, unit, 10 * unit, attempt * unit}, 0.1).whole;
  };
  CHECK(whole(9.9));
  CHECK(!whole(2));
}

TEST_CASE("choose_runs lets a short job cost more than the share, so that it does not have frames only of the start") {
  const auto packets = packets_of(90, 1000, 1000);
  const auto times = times_of(45, 15);
  const JobCosts costs{0, 1e5, 1e6, 1e6};
  CHECK(!choose_runs({times, {}, packets, {}, {}}, costs, 0.08).runs.empty());
  const JobCosts long_costs{0, 1e8, 1e9, 1e9};
  CHECK(choose_runs({times, {}, packets, {}, {}}, long_costs, 0.08).runs.empty());
}

TEST_CASE("choose_runs counts the way to the segment when the first run begins before it") {
  const auto times = times_of(45, 15);
  const std::vector<double> activity(45, 1000);
  const auto runs = [&](int before) {
    RunLead lead;
    for (int i = 0; i < before; ++i) lead.times.emplace_back(i - before, 15);
    lead.activity.assign(static_cast<size_t>(before), 1000);
    const auto packets = packets_of(90 + 2 * before, 1000, 10'000);
    const double far = 10 * unit;
    const RunChoice choice =
        choose_runs({times, Rational{before, 15}, packets, activity, lead}, {0, far, 100 * far, 10 * far}, 0.1);
    REQUIRE(choice.begin);
    return choice.runs.size();
  };
  CHECK(runs(300) > 0);
  CHECK(runs(3000) == 0);
}

TEST_CASE("choose_runs chooses frames of the segment, however short it is") {
  for (int count = 1; count < 40; ++count) {
    const auto packets = packets_of(2 * count, 1000, 7);
    const RunChoice choice = choose_runs({times_of(count, 15), {}, packets, {}, {}}, {0, 1e3, 1e4, 1e4}, 0.1);
    CHECK(choice.first <= count);
    int from = choice.first;
    for (const auto& run : choice.runs) {
      CHECK(run.frame >= from);
      CHECK(run.frame + run_frames <= count);
      from = run.frame + run_frames;
    }
  }
}

TEST_CASE("estimate counts each frame like those of the nearest run") {
  const Activity activity({});
  // Frames of the last third take twice as many bytes, and more of them are tried.
  std::vector<Trial> trials{trial_at({}, 5000, 1000)};
  for (int i = 0; i < 3; ++i) trials.push_back(trial_at(Rational{9} + Rational{i, 3}, 5000, 2000));
  const Estimate found = estimate(times_of(150, 15), activity, trials, Format::GIF, 1000);
  CHECK(found.bytes == doctest::Approx(5000 + 149 * (0.45 * 1000 + 0.55 * 2000)).epsilon(0.01));
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

TEST_CASE("is_faster_with_threads asks for threads when a long way is decoded, but not for a few frames") {
  RunChoice choice;
  const JobCosts costs{0, 2e6, 2e7, 1e7};
  choice.costs = {0, 10 * costs.decode, 7 * costs.attempt};
  CHECK(!is_faster_with_threads(choice, costs, 2));
  choice.costs.lead = 200 * costs.decode;
  CHECK(!is_faster_with_threads(choice, costs, 1));
  CHECK(is_faster_with_threads(choice, costs, 2));
  CHECK(is_faster_with_threads(choice, costs, 4));
}

TEST_CASE("is_faster_with_threads leaves decoding to one thread while another one encodes for as long") {
  RunChoice choice;
  const JobCosts costs{0, 2e6, 2e7, 1e7};
  choice.costs = {0, 100 * costs.decode, 20 * costs.attempt};
  CHECK(!is_faster_with_threads(choice, costs, 2));
  CHECK(is_faster_with_threads(choice, costs, 8));
}
