#include "job/loop_search.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdlib>

namespace cliploop {
namespace {

// Pixels of a miniature: enough to see motion, few enough to average noise.
constexpr double kMiniaturePixels = 1000;
// A difference below this one is nothing that a viewer sees.
constexpr double kUnseen = 0.25;
// Frames around an end that must match: a few closely, and those of this time on each side as well.
constexpr std::array kCloseWeights{3.0, 2.0, 1.0};
constexpr double kMotionSeconds = 0.25;
constexpr size_t kLeastMotion = 3;
constexpr size_t kMostMotion = 12;
constexpr double kCloseShare = 0.6;
// What moving both ends as far as possible costs, as a multiple of the mean difference of neighbors.
constexpr double kMovePrice = 0.1;
// Ends with a larger jump do not match.
constexpr double kMatch = 1.6;
// More frames within reach of an end are first searched in steps.
constexpr size_t kMostEnds = 600;

double mean_neighbor(const std::vector<Miniature>& frames) {
  if (frames.size() < 2) return 0;
  double sum = 0;
  for (size_t i = 1; i < frames.size(); ++i) sum += difference(frames[i - 1], frames[i]);
  return sum / static_cast<double>(frames.size() - 1);
}

// Indices from `from` to `to`, and every step-th between.
struct Candidates {
  size_t from = 0;
  size_t to = 0;  // after the last one
  size_t step = 1;
};

class LoopSearch {
 public:
  LoopSearch(const std::vector<Miniature>& frames, const LoopWindow& window, CancelToken& cancel)
      : frames_(frames), window_(window), cancel_(cancel), neighbor_(std::max(kUnseen, mean_neighbor(frames))) {
    const Rational length = frames.back().time - frames.front().time;
    const double interval = length.seconds() / static_cast<double>(frames.size() - 1);
    const auto motion = static_cast<size_t>(std::llround(kMotionSeconds / std::max(interval, 1e-3)));
    motion_ = std::clamp(motion, kLeastMotion, kMostMotion);
    steps_.resize(frames.size());
    for (size_t i = 1; i < frames.size(); ++i) {
      const size_t next = std::min(frames.size() - 1, i - 1 + window.stride);
      steps_[i] = steps_[i - 1] + difference(frames[i - 1], frames[next]);
    }
  }

  LoopEnds run() const {
    Candidates starts = within(window_.start);
    Candidates ends = within(window_.end);
    const auto step_of = [](const Candidates& all) { return (all.to - all.from) / kMostEnds + 1; };
    starts.step = step_of(starts);
    ends.step = step_of(ends);
    const LoopEnds match =
        refine(starts, ends, [this](size_t start, size_t end, double most) { return cost_of(start, end, most); });
    if (match.end == 0 || jump(match.start, match.end) <= kMatch) return match;
    // Nothing matches. The smallest jump is then the best there is.
    return refine(starts, ends, [this](size_t start, size_t end, double) { return jump(start, end); });
  }

 private:
  template <typename Cost>
  LoopEnds refine(const Candidates& starts, const Candidates& ends, const Cost& cost) const {
    const LoopEnds best = search(starts, ends, cost);
    if (best.end == 0 || (starts.step == 1 && ends.step == 1)) return best;
    return search(around(best.start, starts), around(best.end, ends), cost);
  }

  Candidates within(Rational time) const {
    const auto at = [&](Rational limit) {
      const auto found = std::lower_bound(frames_.begin(), frames_.end(), limit,
                                          [](const Miniature& frame, Rational t) { return frame.time < t; });
      return static_cast<size_t>(found - frames_.begin());
    };
    const size_t to = at(time + window_.reach);
    const bool on_limit = to < frames_.size() && frames_[to].time == time + window_.reach;
    return {at(time - window_.reach), on_limit ? to + 1 : to, 1};
  }

  static Candidates around(size_t best, const Candidates& all) {
    return {best > all.from + all.step ? best - all.step : all.from, std::min(all.to, best + all.step + 1), 1};
  }

  template <typename Cost>
  LoopEnds search(const Candidates& starts, const Candidates& ends, const Cost& cost_for) const {
    LoopEnds best;
    double least = 0;
    for (size_t start = starts.from; start < starts.to; start += starts.step) {
      cancel_.check();
      for (size_t end = std::max(ends.from, start + 2); end < ends.to; end += ends.step) {
        const Rational length = frames_[end].time - frames_[start].time;
        if (length < window_.least_length) continue;
        if (window_.most_length > Rational{} && length > window_.most_length) continue;
        const double most = best.end == 0 ? HUGE_VAL : least;
        const double cost = cost_for(start, end, most);
        if (cost >= most) continue;
        least = cost;
        best = {start, end};
      }
    }
    return best;
  }

  // The jump of the output, as jump_of() computes it.
  double jump(size_t start, size_t end) const {
    const size_t stride = window_.stride;
    const size_t last = start + (end - 1 - start) / stride * stride;
    if (last == start) return HUGE_VAL;
    const double neighbors = (steps_[last] - steps_[start]) / static_cast<double>(last - start);
    return difference(frames_[last], frames_[start]) / std::max(kUnseen, neighbors);
  }

  double moved(Rational from, Rational to) const {
    return window_.reach > Rational{} ? std::abs((to - from).seconds()) / window_.reach.seconds() : 0;
  }

  // most: a cost from which on the exact one does not matter.
  double cost_of(size_t start, size_t end, double most) const {
    const double price = kMovePrice * neighbor_ / 2 *
                         (moved(window_.start, frames_[start].time) + moved(window_.end, frames_[end].time));
    const double close = mean(start, end, kCloseWeights.size() - 1, [](size_t away) { return kCloseWeights[away]; });
    if (price + kCloseShare * close >= most) return most;
    return price + kCloseShare * close + (1 - kCloseShare) * mean(start, end, motion_, [](size_t) { return 1.0; });
  }

  // The mean difference of the frames at the same distance from both ends.
  template <typename Weight>
  double mean(size_t start, size_t end, size_t reach, const Weight& weight) const {
    double sum = 0, all = 0;
    for (size_t away = 0; away <= reach; ++away) {
      const double each = weight(away);
      if (end + away < frames_.size()) {
        sum += each * difference(frames_[start + away], frames_[end + away]);
        all += each;
      }
      if (away > 0 && start >= away) {
        sum += each * difference(frames_[start - away], frames_[end - away]);
        all += each;
      }
    }
    return sum / all;
  }

  const std::vector<Miniature>& frames_;
  const LoopWindow& window_;
  CancelToken& cancel_;
  const double neighbor_;
  size_t motion_ = kLeastMotion;
  std::vector<double> steps_;  // sums of the differences of frames that the output shows one after the other
};

}  // namespace

double difference(const Miniature& one, const Miniature& other) {
  const uint8_t* a = one.pixels.data();
  const uint8_t* b = other.pixels.data();
  const size_t count = one.pixels.size();
  uint32_t sum = 0;
  for (size_t i = 0; i < count; ++i) sum += static_cast<uint32_t>(std::abs(a[i] - b[i]));
  return count == 0 ? 0 : static_cast<double>(sum) / static_cast<double>(count);
}

Miniature make_miniature(const Image& image, Rational time) {
  const double scale = std::min(1.0, std::sqrt(kMiniaturePixels / static_cast<double>(image.pixels())));
  const auto side = [&](int length) { return std::max(1, static_cast<int>(std::lround(length * scale))); };
  const int width = side(image.width);
  const int height = side(image.height);
  Miniature out{time, std::vector<uint8_t>(static_cast<size_t>(width) * static_cast<size_t>(height) * 3)};
  uint8_t* to = out.pixels.data();
  double visible = 0;
  for (int row = 0; row < height; ++row) {
    const int top = row * image.height / height;
    const int bottom = std::max(top + 1, (row + 1) * image.height / height);
    for (int column = 0; column < width; ++column, to += 3) {
      const int left = column * image.width / width;
      const int right = std::max(left + 1, (column + 1) * image.width / width);
      std::array<uint32_t, 3> sum{};
      uint32_t alpha = 0;
      for (int y = top; y < bottom; ++y) {
        const uint8_t* pixel = image.row(y) + static_cast<ptrdiff_t>(left) * 4;
        for (int x = left; x < right; ++x, pixel += 4) {
          alpha += pixel[3];
          for (size_t c = 0; c < 3; ++c) sum[c] += static_cast<uint32_t>(pixel[c] * pixel[3] / 255);
        }
      }
      const auto area = static_cast<uint32_t>((bottom - top) * (right - left));
      for (size_t c = 0; c < 3; ++c) to[c] = static_cast<uint8_t>(sum[c] / area);
      visible += static_cast<double>(alpha) / 255 / area;
    }
  }
  out.visible = visible / (static_cast<double>(width) * height);
  return out;
}

double jump_between(const std::vector<const Miniature*>& frames, const Miniature& last, const Miniature& first) {
  double sum = 0;
  for (size_t i = 1; i < frames.size(); ++i) sum += difference(*frames[i - 1], *frames[i]);
  const double neighbor = sum / static_cast<double>(std::max<size_t>(1, frames.size() - 1));
  const double ends = difference(last, first);
  return ends < kUnseen ? 0 : ends / std::max(kUnseen, neighbor);
}

double jump_of(const std::vector<const Miniature*>& frames) {
  return frames.size() < 2 ? 0 : jump_between(frames, *frames.back(), *frames.front());
}

LoopEnds find_loop_ends(const std::vector<Miniature>& frames, const LoopWindow& window, CancelToken& cancel) {
  if (frames.size() < 3) return {};
  return LoopSearch(frames, window, cancel).run();
}

}  // namespace cliploop
