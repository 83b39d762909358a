#include "job/estimate.h"

#include <algorithm>
#include <cmath>

namespace cliploop {
namespace {

// The bytes of a frame grow with this power of the size of its packets, which also hold noise and details that the
// output does not show. Fitted to animations of real clips.
constexpr double kPower = 0.3;
// Added to the activity of each frame, as a part of the average, because a frame without changes has some bytes.
constexpr double kLeastActivity = 0.05;
// Below this part of the average activity, what was measured says little about the rest.
constexpr double kStillActivity = 0.15;
constexpr int64_t kFewFrames = 2;
constexpr double kLeastChange = 0.05;  // of the source, in bytes of a usual frame of the output
constexpr double kFarthest = 20;       // from a usual frame
// The most that a frame takes that depends on others, in whole frames.
constexpr double kMostOfWhole = 1.2;
// A packet stands for a new scene when it is this many times as large as those around it.
constexpr double kCut = 6;
constexpr double kCutOfKey = 0.6;  // and at least this large, as a part of the average key packet
constexpr int kAround = 8;         // packets on each side; more than a group of frames that refer to each other has
// Sizes are smoothed over these, because frames that others refer to take more bytes than those in between.
constexpr int kSmooth = 4;  // packets on each side

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
  double key_bytes = 0;
  for (const auto& packet : packets_) key_bytes += packet.key ? static_cast<double>(packet.bytes) : 0;
  const double least_cut = keys > 0 ? kCutOfKey * key_bytes / static_cast<double>(keys) : 0;
  std::vector<double> sizes(count);
  cuts_.assign(count + 1, 0);
  for (size_t i = 0; i < count; ++i) {
    const double typical = typical_around(packets_, i);
    const auto own = static_cast<double>(packets_[i].bytes);
    const bool cut = !packets_[i].key && i > 0 && own > kCut * std::max(typical, 1.0) && own > least_cut && keys > 0;
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

namespace {

// What the trials have measured of the frames that depend on others.
struct Measured {
  struct Run {
    double bytes = 0;
    double weight = 0;
    Rational time = {};  // of its first frame
  };
  std::vector<Run> runs;
  Run all;
  int64_t later = 0;    // frames
  int64_t same = 0;     // of these, identical to the frame before
  double activity = 0;  // their sum
};

// How the bytes of frames compare, by their activity.
class Weights {
 public:
  Weights(const Activity& activity, double mean) : activity_(activity), least_(kLeastActivity * mean) {}
  double of(Rational from, Rational to) const {
    return activity_.known() ? std::pow(activity_.between(from, to) + least_ + 1, kPower) : 1.0;
  }

 private:
  const Activity& activity_;
  const double least_;
};

Measured measure(const std::vector<Trial>& trials, const Activity& activity, const Weights& weights) {
  Measured out;
  for (const auto& trial : trials) {
    Measured::Run run{0, 0, trial.frames.front().time};
    for (size_t i = 1; i < trial.frames.size(); ++i) {
      const auto& frame = trial.frames[i];
      const Rational before = trial.frames[i - 1].time;
      if (activity.cut_between(before, frame.time)) continue;
      ++out.later;
      out.same += frame.bytes == 0 ? 1 : 0;
      out.activity += activity.between(before, frame.time);
      run.bytes += static_cast<double>(frame.bytes);
      run.weight += weights.of(before, frame.time);
    }
    if (run.weight > 0) out.runs.push_back(run);
    out.all.bytes += run.bytes;
    out.all.weight += run.weight;
  }
  return out;
}

// The bytes of a frame that depends on another, as a multiple of its weight. Each frame of the output counts like those
// of the nearest run.
double ratio_of(const Measured& measured, const std::vector<Rational>& times, const Weights& weights) {
  double bytes = 0, weight = 0;
  size_t run = 0;
  for (size_t i = 1; i < times.size(); ++i) {
    const auto& runs = measured.runs;
    while (run + 1 < runs.size() && runs[run + 1].time - times[i] < times[i] - runs[run].time) ++run;
    const double own = weights.of(times[i - 1], times[i]);
    bytes += own * runs[run].bytes / runs[run].weight;
    weight += own;
  }
  return weight > 0 ? bytes / weight : measured.all.bytes / measured.all.weight;
}

// The relative error to expect, as a logarithm.
double spread_of(const Measured& measured, double ratio, double part) {
  constexpr double kSingle = 0.35;  // a few frames of a single run say little about the others
  constexpr double kLeast = 0.1, kFew = 0.2, kMost = 1.5;
  double spread = kSingle;
  if (measured.runs.size() > 1) {
    double variance = 0;
    for (const auto& run : measured.runs) {
      const double difference = run.bytes - ratio * run.weight;
      variance += difference * difference;
    }
    const auto n = static_cast<double>(measured.runs.size());
    spread = kLeast + std::sqrt(variance * n / (n - 1)) / std::max(1.0, measured.all.bytes) + kFew / n;
  }
  return std::min(spread, kMost) * (1 - part) + 0.01;
}

void estimate_time(const std::vector<Trial>& trials, double count, Estimate& out) {
  double first = 0, later = 0, ordered = 0, frames = 0;
  for (const auto& trial : trials) {
    first += trial.frames.front().seconds;
    for (size_t i = 1; i < trial.frames.size(); ++i) later += trial.frames[i].seconds;
    ordered += trial.ordered_seconds;
    frames += static_cast<double>(trial.frames.size());
  }
  const auto tried = static_cast<double>(trials.size());
  const double each = frames > tried ? later / (frames - tried) : first / tried;
  out.work_seconds = first / tried + (count - 1) * each;
  out.ordered_seconds = count * ordered / frames;
}

}  // namespace

void Estimate::repeat(double times) {
  const auto scale = [&](int64_t& amount) {
    amount = std::max<int64_t>(1, std::llround(static_cast<double>(amount) * times));
  };
  for (int64_t* amount : {&bytes, &low, &high, &frames}) scale(*amount);
  work_seconds *= times;
  ordered_seconds *= times;
}

Estimate estimate(const std::vector<Rational>& times, const Activity& activity, const std::vector<Trial>& trials,
                  Format format, double usual_bytes) {
  Estimate out;
  if (times.empty() || trials.empty()) return out;
  const auto count = static_cast<double>(times.size());
  double mean_activity = 0;
  for (size_t i = 1; i < times.size(); ++i) mean_activity += activity.between(times[i - 1], times[i]);
  mean_activity /= std::max(1.0, count - 1);
  const Weights weights(activity, mean_activity);
  const Measured measured = measure(trials, activity, weights);
  double whole = 0;  // bytes of a frame that does not depend on others
  int64_t frames = 0;
  for (const auto& trial : trials) {
    // A picture that is empty at first says nothing about the largest frame.
    for (const auto& frame : trial.frames) whole = std::max(whole, static_cast<double>(frame.bytes));
    frames += static_cast<int64_t>(trial.frames.size());
  }
  double ratio = measured.all.weight > 0 ? ratio_of(measured, times, weights) : whole;
  // The start of a film is often black, and says nothing about the rest.
  const double seen = measured.activity / static_cast<double>(std::max<int64_t>(1, measured.later));
  // So do a few identical frames, unless the packets show that nothing changes later either.
  const bool unchanged = measured.later <= kFewFrames && measured.same == measured.later;
  const bool still = activity.known() && (seen < kStillActivity * mean_activity ||
                                          (unchanged && mean_activity > kLeastChange * usual_bytes));
  const double most = still ? std::max(whole, 3 * usual_bytes) : kMostOfWhole * whole;
  if (still && measured.later > 0) {
    const double usual = usual_bytes / std::pow(mean_activity + 1, kPower);
    ratio = std::sqrt(std::max(ratio, usual / kFarthest) * usual);
  }
  double later = 0;
  for (size_t i = 1; i < times.size(); ++i) {
    const bool cut = activity.cut_between(times[i - 1], times[i]);
    later += cut ? whole : std::min(ratio * weights.of(times[i - 1], times[i]), most);
  }
  // WebP and AVIF have a whole frame at times, for players that jump.
  constexpr double kWholeEach = 129;
  if (format != Format::GIF && times.size() > 1) {
    later += std::floor((count - 1) / kWholeEach) * std::max(0.0, whole - later / (count - 1));
  }
  const double bytes =
      static_cast<double>(trials.front().around) + static_cast<double>(trials.front().frames.front().bytes) + later;
  const double spread = spread_of(measured, ratio, std::min(1.0, static_cast<double>(frames) / count));
  out.bytes = static_cast<int64_t>(std::llround(bytes));
  out.low = static_cast<int64_t>(std::llround(bytes * std::exp(-spread)));
  out.high = static_cast<int64_t>(std::llround(bytes * std::exp(spread)));
  const double same = measured.later > 0 && !(still && unchanged)
                          ? static_cast<double>(measured.same) / static_cast<double>(measured.later)
                          : 0;
  out.frames = 1 + std::llround((count - 1) * (1 - same));
  estimate_time(trials, count, out);
  return out;
}

}  // namespace cliploop
