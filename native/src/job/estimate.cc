#include "job/estimate.h"

#include <algorithm>
#include <cmath>

namespace cliploop {
namespace {

// The bytes of a frame grow with this power of the size of its packets: packets also hold noise and details that the
// output does not show. Fitted to animations of real clips.
constexpr double kPower = 0.6;
// A packet stands for a new scene when it is this many times as large as those around it.
constexpr double kCut = 6;
constexpr int kAround = 8;  // packets on each side; more than a group of frames that refer to each other has
// Sizes are smoothed over these, because frames that others refer to take more bytes than those in between.
constexpr int kSmooth = 4;  // packets on each side
// The farthest that the activity of a frame may be from what was measured.
constexpr double kLeastActivity = 0.1;
constexpr double kMostActivity = 8;

// The typical size of the packets around one that are no key packets.
double typical_around(const std::vector<PacketNote>& packets, size_t at) {
  std::vector<int64_t> sizes;
  const size_t first = at > kAround ? at - kAround : 0;
  for (size_t i = first; i < std::min(packets.size(), at + kAround + 1); ++i) {
    if (i != at && !packets[i].key) sizes.push_back(packets[i].bytes);
  }
  if (sizes.empty()) return static_cast<double>(packets[at].bytes);
  std::sort(sizes.begin(), sizes.end());
  return static_cast<double>(sizes[sizes.size() / 2]);
}

size_t index_of(const std::vector<PacketNote>& packets, Rational time) {
  const auto at = std::upper_bound(packets.begin(), packets.end(), time,
                                   [](Rational t, const PacketNote& packet) { return t < packet.time; });
  return static_cast<size_t>(at - packets.begin());
}

}  // namespace

Activity::Activity(std::vector<PacketNote> packets) : packets_(std::move(packets)) {
  const size_t count = packets_.size();
  const auto keys = std::count_if(packets_.begin(), packets_.end(), [](const auto& packet) { return packet.key; });
  // Where each packet is a key packet, sizes say nothing about changes.
  if (2 * static_cast<size_t>(keys) > count) {
    packets_.clear();
    return;
  }
  std::vector<double> sizes(count);
  cuts_.assign(count + 1, 0);
  for (size_t i = 0; i < count; ++i) {
    const double typical = typical_around(packets_, i);
    const auto own = static_cast<double>(packets_[i].bytes);
    const bool cut = !packets_[i].key && i > 0 && own > kCut * std::max(typical, 1.0) && own > 2000;
    sizes[i] = packets_[i].key || cut ? typical : own;
    cuts_[i + 1] = cuts_[i] + (cut ? 1 : 0);
  }
  std::vector<double> raw(count + 1, 0);
  for (size_t i = 0; i < count; ++i) raw[i + 1] = raw[i] + sizes[i];
  sums_.assign(count + 1, 0);
  for (size_t i = 0; i < count; ++i) {
    const size_t from = i > kSmooth ? i - kSmooth : 0;
    const size_t to = std::min(count, i + kSmooth + 1);
    sums_[i + 1] = sums_[i] + (raw[to] - raw[from]) / static_cast<double>(to - from);
  }
}

double Activity::between(Rational from, Rational to) const {
  if (packets_.empty()) return 1;
  const size_t begin = index_of(packets_, from);
  const size_t end = index_of(packets_, to);
  return end > begin ? (sums_[end] - sums_[begin]) : 0;
}

bool Activity::cut_between(Rational from, Rational to) const {
  if (packets_.empty()) return false;
  return cuts_[index_of(packets_, to)] > cuts_[index_of(packets_, from)];
}

Estimate estimate(const std::vector<Rational>& times, const Activity& activity, const std::vector<Trial>& trials,
                  Format format) {
  struct Run {
    double bytes = 0;
    double weight = 0;
  };
  const auto weight = [&](Rational from, Rational to) {
    return activity.known() ? std::pow(1 + activity.between(from, to), kPower) : 1.0;
  };
  std::vector<Run> runs;
  Run all;
  double first_bytes = 0, first_seconds = 0, later_seconds = 0, ordered = 0;
  int64_t later = 0, same = 0, measured = 0;
  for (const auto& trial : trials) {
    if (trial.frames.empty()) continue;
    Run run;
    first_bytes += static_cast<double>(trial.frames.front().bytes);
    first_seconds += trial.frames.front().seconds;
    ordered += trial.ordered_seconds;
    measured += static_cast<int64_t>(trial.frames.size());
    for (size_t i = 1; i < trial.frames.size(); ++i) {
      const auto& frame = trial.frames[i];
      later_seconds += frame.seconds;
      const Rational before = trial.frames[i - 1].time;
      if (activity.cut_between(before, frame.time)) continue;
      ++later;
      same += frame.bytes == 0 ? 1 : 0;
      run.bytes += static_cast<double>(frame.bytes);
      run.weight += weight(before, frame.time);
    }
    if (run.weight > 0) runs.push_back(run);
    all.bytes += run.bytes;
    all.weight += run.weight;
  }
  const auto count = static_cast<double>(times.size());
  const double tried = static_cast<double>(std::max<size_t>(1, trials.size()));
  const double typical_first = first_bytes / tried;
  const double actual_first = trials.empty() ? 0 : static_cast<double>(trials.front().frames.front().bytes);
  const double ratio = all.weight > 0 ? all.bytes / all.weight : typical_first;
  const double usual = all.weight > 0 ? all.weight / static_cast<double>(std::max<int64_t>(1, later)) : 1;
  double bytes = actual_first + (trials.empty() ? 0 : static_cast<double>(trials.front().around));
  double expected = 0;
  for (size_t i = 1; i < times.size(); ++i) {
    if (activity.cut_between(times[i - 1], times[i])) {
      expected += typical_first;
      continue;
    }
    const double at = std::clamp(weight(times[i - 1], times[i]), usual * kLeastActivity, usual * kMostActivity);
    expected += std::min(ratio * at, typical_first * 1.2);
  }
  bytes += expected;
  // A WebP has a whole frame at times, for players that jump.
  constexpr double kWholeEach = 129;
  if (format == Format::WEBP && times.size() > 1) {
    const double wholes = std::floor((count - 1) / kWholeEach);
    bytes += wholes * std::max(0.0, typical_first - expected / (count - 1));
  }

  // The runs differ by the part of the segment; a few frames of a single run say less.
  double spread = 0.3;
  if (runs.size() > 1) {
    double variance = 0;
    for (const auto& run : runs) {
      const double difference = run.bytes - ratio * run.weight;
      variance += difference * difference;
    }
    const auto n = static_cast<double>(runs.size());
    const double error = std::sqrt(variance * n / (n - 1)) / std::max(1.0, all.bytes);
    spread = 0.08 + error + 0.15 / n;
  }
  const double part = std::min(1.0, static_cast<double>(measured) / std::max(1.0, count));
  spread = std::min(spread, 1.5) * (1 - part) + 0.01;

  Estimate out;
  out.bytes = static_cast<int64_t>(std::llround(bytes));
  out.low = static_cast<int64_t>(std::llround(bytes * std::exp(-spread)));
  out.high = static_cast<int64_t>(std::llround(bytes * std::exp(spread)));
  const double distinct = later > 0 ? 1 - static_cast<double>(same) / static_cast<double>(later) : 1;
  out.frames = times.empty() ? 0 : 1 + std::llround((count - 1) * distinct);
  const auto laters = static_cast<double>(measured) - tried;
  const double each = laters > 0 ? later_seconds / laters : first_seconds / tried;
  out.work_seconds = first_seconds / tried + (count - 1) * each;
  out.ordered_seconds = count * ordered / std::max(1.0, static_cast<double>(measured));
  return out;
}

}  // namespace cliploop
