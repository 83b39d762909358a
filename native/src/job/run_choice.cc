#include "job/run_choice.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace cliploop {
namespace {

constexpr int kLeastAtStart = 3;  // the first one, and two that depend on another: one alone says little
constexpr int kMostAtStart = 12;  // at the start
constexpr int kMostJumps = 24;    // more do not make an estimate better
// The share of the job that decoding up to there may cost.
constexpr double kMostLead = 0.2;
// The same for decoding up to the segment, unless frames before it are unlike those in it.
constexpr double kLongestLead = 0.04;
constexpr double kSeekCost = 2;  // of the source; a seek costs about as much

// The first frame of a usual activity when the segment starts with a still picture, as many films do.
std::optional<int> first_active(const std::vector<double>& activity) {
  constexpr double kStill = 0.2, kUsual = 0.6;  // parts of the average activity
  constexpr size_t kStart = 3;
  if (activity.size() < 4 * kStart) return std::nullopt;
  const double mean =
      std::accumulate(activity.begin() + 1, activity.end(), 0.0) / static_cast<double>(activity.size() - 1);
  if (*std::max_element(activity.begin() + 1, activity.begin() + kStart) > kStill * mean) return std::nullopt;
  for (size_t i = kStart; i < activity.size(); ++i) {
    if (activity[i] >= kUsual * mean) return static_cast<int>(i);
  }
  return std::nullopt;
}

// The average of the activity of frames.
double average(const std::vector<double>& activity, size_t from, size_t to) {
  const auto begin = activity.begin() + static_cast<std::ptrdiff_t>(from);
  const auto end = activity.begin() + static_cast<std::ptrdiff_t>(std::min(to, activity.size()));
  return begin < end ? std::accumulate(begin, end, 0.0) / static_cast<double>(end - begin) : 0;
}

// The place before the segment, up to the frame `last`, whose frames are the most like those of the segment, as far as
// the sizes of packets tell. nullopt when none is.
std::optional<size_t> place_like(const RunLead& lead, const std::vector<double>& activity, size_t last) {
  constexpr double kAlike = 2.5;  // times as active
  if (activity.empty()) return std::nullopt;
  const double mean = average(activity, 1, activity.size());
  for (size_t at = last + 1; at-- > 0;) {
    const double here = average(lead.activity, at + 1, at + 1 + run_frames);
    if (here <= kAlike * mean && mean <= kAlike * here) return at;
  }
  return std::nullopt;
}

}  // namespace

RunChoice choose_runs(const RunSegment& segment, const JobCosts& costs, double share) {
  RunChoice out;
  const auto& [times, start, packets, activity, lead] = segment;
  const auto count = static_cast<int>(times.size());
  const auto all = static_cast<double>(times.size() + lead.times.size());
  const double stride = std::max(1.0, static_cast<double>(packets.size()) / all);
  const double frame = stride * costs.decode + costs.attempt;
  const double whole = costs.open + all * stride * costs.decode + count * costs.encode;
  auto before = static_cast<double>(lead.times.size());  // frames of the output
  const double longest = kLongestLead * whole / std::max(1.0, stride * costs.decode);
  if (before > longest) {
    if (const auto at = place_like(lead, activity, static_cast<size_t>(longest))) {
      out.begin = start + lead.times[*at];
      before = static_cast<double>(*at);
    }
  }
  const double budget = share * whole - costs.open - before * stride * costs.decode;
  // Key frames after the start from which a whole run lies in the segment.
  std::vector<Rational> keys;
  const Rational last = times.empty() ? Rational{} : times[static_cast<size_t>(std::max(0, count - run_frames))];
  for (const auto& packet : packets) {
    const Rational time = packet.time - start;
    if (packet.key && time > times[static_cast<size_t>(std::min(count - 1, run_frames))] && time <= last) {
      keys.push_back(packet.time);
    }
  }
  const double run = kSeekCost * costs.decode + run_frames * frame;
  const double affordable = budget / std::max(1.0, run);
  const int runs =
      std::clamp(static_cast<int>(affordable) - 1, 0, std::min<int>(kMostJumps, static_cast<int>(keys.size())));
  for (int i = 0; i < runs; ++i) {
    const auto at = static_cast<size_t>((i + 0.5) * static_cast<double>(keys.size()) / runs);
    out.runs.push_back({keys[at]});
  }
  const double left = budget - runs * run;
  out.first = std::clamp(static_cast<int>(left / std::max(1.0, frame)), kLeastAtStart, kMostAtStart);
  if (runs > 0) out.first = std::min(out.first, 2 * run_frames);
  out.first = std::min(out.first, std::max(1, count));
  if (runs > 0 || out.begin) return out;
  if (const auto active = first_active(activity)) {
    // Of a picture that fades in, frames in the middle say more than the first ones.
    const double most = kMostLead * whole / std::max(1.0, stride * costs.decode);
    const int middle = std::min((*active + count) / 2, std::max(*active, static_cast<int>(most)));
    out.first = kLeastAtStart;
    out.second = std::clamp(middle, out.first, std::max(out.first, count - run_frames));
    return out;
  }
  if (out.first < kLeastAtStart + run_frames) return out;
  // Frames in the middle of the segment say more than as many at its start.
  const double left_over = budget - (kLeastAtStart + 1 + run_frames) * frame;
  const int reach = kLeastAtStart + 1 + static_cast<int>(left_over / std::max(1.0, stride * costs.decode));
  const int middle = std::min(reach, count * 3 / 5);
  if (middle < count / 5 || middle <= out.first || middle + run_frames > count) return out;
  out.first = kLeastAtStart + 1;
  out.second = middle;
  return out;
}

}  // namespace cliploop
