#include "job/run_choice.h"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <limits>
#include <numeric>

namespace cliploop {
namespace {

constexpr int kAtStart = 3;    // frames: the first one, and two that depend on another
constexpr int kMostRuns = 24;  // more do not make an estimate better
// The share of the job that decoding up to a frame of usual activity may cost.
constexpr double kMostLead = 0.2;
// The same for decoding up to the segment, unless frames before it are unlike those in it.
constexpr double kLongestLead = 0.04;
constexpr double kSeekCost = 2;  // frames of the source; a seek costs about as much
// Frames of the output between two runs: a decoder has then chosen the frames that it leaves out for the second one.
constexpr int kBetween = 2;
// The variance of an estimate from one run, and what is added when only parts of the frames are encoded; of logarithms.
constexpr double kRunVariance = 0.12, kPartVariance = 0.005;
// What the plan of a short job may cost, nanoseconds: with less, it has frames only of the start. But no more than this
// share of the job.
constexpr double kLeastBudget = 30e6, kMostShare = 0.4;
// The share when the first run begins before the segment, because frames of the segment itself say more.
constexpr double kFarShare = 0.2;

// What each thread of a decoder costs, in nanoseconds and in frames. Several threads must take less than this part of
// the time.
constexpr double kThread = 2e6, kThreadFrames = 3, kMuchFaster = 0.8;

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

// The only run after the first `first` frames, when there is not enough time for several. near: how many frames may be
// decoded up to it; longest: the same when the segment starts with a still picture.
std::optional<int> frame_away_from_start(const std::vector<double>& activity, int first, int count, int near,
                                         int longest) {
  const int next = first + kBetween;
  if (const auto active = first_active(activity)) {
    // Of a picture that fades in, frames in the middle say more than the first ones.
    const int middle = std::min((*active + count) / 2, std::max(*active, longest));
    return std::clamp(middle, next, std::max(next, count - run_frames));
  }
  // Frames away from the start say more than as many at it.
  const int reach = first + near;
  const bool is_away = near > 0 && reach >= count / 5 && reach >= next && reach + run_frames <= count;
  return is_away ? std::optional(reach) : std::nullopt;
}

// The ways to the runs of a plan, and what they cost.
class Ways {
 public:
  // from: the frame after the first run, negative when that is before the segment.
  Ways(const RunSegment& segment, const JobCosts& costs, double stride, int from)
      : from_(from), decode_(stride * costs.decode), seek_(kSeekCost * costs.decode) {
    for (const auto& packet : segment.packets) {
      const Rational time = packet.time - segment.start;
      if (!packet.key || time < Rational{}) continue;
      const auto at = std::lower_bound(segment.times.begin(), segment.times.end(), time);
      keys_.push_back({static_cast<int>(at - segment.times.begin()), packet.time});
    }
  }

  // Up to `count` runs, spread over the `frames` of the segment. Each begins at the nearest key frame, if that is at
  // most half a step away.
  std::vector<RunChoice::Run> spread(int count, int frames) const {
    std::vector<RunChoice::Run> out;
    const double step = frames / (count + 0.5);
    int from = from_;
    for (int i = 1; i <= count; ++i) {
      int frame = static_cast<int>(std::lround(step * i));
      const Key* key = nearest(frame);
      if (key != nullptr && std::abs(key->frame - frame) <= step / 2) frame = key->frame;
      frame = std::min(frame, frames - run_frames);
      if (frame < from + kBetween) continue;
      out.push_back({frame, best_key(from, frame)});
      from = frame + run_frames;
    }
    return out;
  }

  // Of decoding up to the first of these runs, and from each to the next one.
  double cost(const std::vector<RunChoice::Run>& runs) const {
    double out = 0;
    int from = from_;
    for (const auto& run : runs) {
      out += run.key ? jump(from, run.frame) : (run.frame - from) * decode_;
      from = run.frame + run_frames;
    }
    return out;
  }

 private:
  struct Key {
    int frame;  // the first one of the output at or after it
    Rational time;
  };

  // The first key frame after a frame of the output.
  std::vector<Key>::const_iterator after(int frame) const {
    return std::upper_bound(keys_.begin(), keys_.end(), frame, [](int f, const Key& key) { return f < key.frame; });
  }

  const Key* nearest(int frame) const {
    const auto next = after(frame);
    if (next == keys_.begin()) return next == keys_.end() ? nullptr : &*next;
    const auto last = std::prev(next);
    return next != keys_.end() && next->frame - frame < frame - last->frame ? &*next : &*last;
  }

  // The last key frame from which a frame is reached, after another one.
  const Key* last_key(int from, int frame) const {
    const auto next = after(frame);
    return next != keys_.begin() && std::prev(next)->frame > from ? &*std::prev(next) : nullptr;
  }

  double jump(int from, int frame) const {
    const Key* key = last_key(from, frame);
    return seek_ + (key == nullptr ? 0 : (frame - key->frame) * decode_);
  }

  std::optional<Rational> best_key(int from, int frame) const {
    const Key* key = last_key(from, frame);
    if (key == nullptr || jump(from, frame) >= (frame - from) * decode_) return std::nullopt;
    return key->time;
  }

  int from_;
  double decode_, seek_;
  std::vector<Key> keys_;
};

}  // namespace

bool is_faster_with_threads(const RunChoice& choice, const JobCosts& costs, int threads) {
  if (threads <= 1) return false;
  // Each thread allocates what a decoder needs, and decodes frames ahead that may not be needed.
  const double each = kThread + kThreadFrames * costs.decode;
  const auto& [lead, decode, encode] = choice.costs;
  const double one = lead + std::max(decode, encode / (threads - 1));
  const double many = (lead + decode + encode) / threads + threads * each;
  return many < kMuchFaster * one;
}

RunChoice choose_runs(const RunSegment& segment, const JobCosts& costs, double share) {
  RunChoice out;
  const auto& [times, start, packets, activity, lead] = segment;
  const auto count = static_cast<int>(times.size());
  const auto all = static_cast<double>(times.size() + lead.times.size());
  const double stride = std::max(1.0, static_cast<double>(packets.size()) / all);
  const double decode = stride * costs.decode;
  const double whole = costs.open + all * decode + count * costs.encode;
  auto before = static_cast<double>(lead.times.size());  // frames of the output
  const double longest = kLongestLead * whole / std::max(1.0, decode);
  if (before > longest) {
    if (const auto at = place_like(lead, activity, static_cast<size_t>(longest))) {
      out.begin = start + lead.times[*at];
      before = static_cast<double>(*at);
    }
  }
  out.first = std::min(kAtStart, std::max(1, count));
  const double usual = out.begin ? std::max(share, kFarShare) : share;
  const double most = std::max(usual * whole, std::min(kLeastBudget, kMostShare * whole));
  const double budget = most - costs.open - before * decode - out.first * decode;
  const int gap = out.begin ? static_cast<int>(lead.times.size()) - static_cast<int>(before) : 0;
  const Ways ways(segment, costs, stride, out.first - gap);
  double least = std::numeric_limits<double>::infinity();
  for (int n = 0; n <= kMostRuns; ++n) {
    const std::vector<RunChoice::Run> runs = ways.spread(n, count);
    const auto tried = static_cast<double>(runs.size()) * run_frames;
    const double reading = ways.cost(runs) + tried * decode;
    for (const bool wholly : {false, true}) {
      const double cost = reading + (tried + out.first) * (wholly ? costs.encode : costs.attempt);
      const double variance = kRunVariance / (1 + static_cast<double>(runs.size())) + (wholly ? 0 : kPartVariance);
      if (variance >= least || (cost > budget && n + wholly > 0)) continue;
      least = variance;
      out.runs = runs;
      out.whole = wholly;
    }
  }
  if (out.runs.empty() && !out.begin) {
    const double left = budget - (out.first + run_frames) * costs.attempt - run_frames * decode;
    const int frames = static_cast<int>(std::min<double>(count, left / std::max(1.0, decode)));
    const int longest_way = static_cast<int>(std::min<double>(count, kMostLead * whole / std::max(1.0, decode)));
    if (const auto frame = frame_away_from_start(activity, out.first, count, left > 0 ? frames : 0, longest_way)) {
      out.whole = false;
      out.runs = {{*frame}};
    }
  }
  const auto tried = static_cast<double>(out.runs.size()) * run_frames;
  out.costs = {before * decode, ways.cost(out.runs) + (out.first + tried) * decode,
               (out.first + tried) * (out.whole ? costs.encode : costs.attempt)};
  return out;
}

}  // namespace cliploop
