#include "job/budget_search.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <iterator>
#include <utility>

namespace cliploop {
namespace {

// The part of the budget that an output should have at first, when only estimates are known, and later.
constexpr double kFirstAim = 0.955;
constexpr double kAim = 0.975;
// With this much, no better output is looked for.
constexpr double kUsed = 0.92;
// Outputs of a level at most, and when one of them uses a good part of the budget.
constexpr int kLevelTries = 5;
constexpr int kGoodTries = 3;
constexpr double kGoodUse = 0.85;
// A level is skipped when even its smallest output is expected to be above this part of the budget: much above it while
// only estimates are known.
constexpr double kUnsure = 1.2;
constexpr double kSure = 1.04;
// An estimate between two others is made when these differ by more than this factor.
constexpr double kNearEstimates = 1.25;
constexpr int kMostMeasures = 3;
// Steps of a share: small ones, and those of the size when the quality is not enough.
constexpr double kRateStep = 0.96;
constexpr double kSizeStep = 0.985;
constexpr double kSizeLevel = 0.85;
constexpr int kQualityLevel = 8;
// Shares of a frame rate that keep most frames equally long.
constexpr std::array kRateLevels{4.0 / 5, 2.0 / 3, 1.0 / 2, 2.0 / 5, 1.0 / 3,
                                 1.0 / 4, 1.0 / 5, 1.0 / 6, 1.0 / 8, 1.0 / 10};

double& part_of(BudgetSettings& settings, Reduce what) {
  return what == Reduce::RATE ? settings.rate_share : settings.size_share;
}

// The values of one kind, from that of `from` down to the least one.
std::vector<BudgetSettings> steps_of(BudgetSettings from, const BudgetRange& range, bool large) {
  std::vector<BudgetSettings> out{from};
  if (range.what == Reduce::QUALITY) {
    const int least = static_cast<int>(range.least);
    for (int now = from.quality; now > least;) {
      now = std::max(least, now - (large ? kQualityLevel : 1));
      from.quality = now;
      out.push_back(from);
    }
    return out;
  }
  double& share = part_of(from, range.what);
  const double begin = share;
  const auto add = [&](double value) {
    share = value;
    out.push_back(from);
  };
  if (range.what == Reduce::RATE && large) {
    for (const double part : kRateLevels) {
      if (begin * part > range.least) add(begin * part);
    }
  } else {
    const double factor = large ? kSizeLevel : (range.what == Reduce::RATE ? kRateStep : kSizeStep);
    double value = begin * factor;
    while (value > range.least) {
      add(value);
      value *= factor;
    }
  }
  if (share > range.least) add(range.least);
  return out;
}

// Interpolates between the values at the nearest steps; beyond the outermost ones, theirs are used.
double interpolated(const std::map<size_t, double>& values, size_t step) {
  const auto above = values.lower_bound(step);
  if (above == values.end()) return values.rbegin()->second;
  if (above->first == step || above == values.begin()) return above->second;
  const auto below = std::prev(above);
  const double part = static_cast<double>(step - below->first) / static_cast<double>(above->first - below->first);
  return below->second + part * (above->second - below->second);
}

}  // namespace

void BudgetSearch::make_levels() {
  if (parts_.ranges.empty()) {
    levels_ = {{parts_.best}};
    return;
  }
  std::vector<BudgetSettings> starts{parts_.best};
  for (size_t i = 1; i < parts_.ranges.size(); ++i) {
    const std::vector<BudgetSettings> more = steps_of(starts.back(), parts_.ranges[i], true);
    starts.insert(starts.end(), more.begin() + 1, more.end());
  }
  for (const BudgetSettings& start : starts) levels_.push_back(steps_of(start, parts_.ranges.front(), false));
}

double BudgetSearch::estimate(const BudgetSettings& settings) {
  const auto [at, added] = estimates_.try_emplace({settings.quality, settings.rate_share, settings.size_share}, 0.0);
  if (added) at->second = std::max(1.0, parts_.estimate(settings));
  return at->second;
}

int64_t BudgetSearch::encode(const BudgetSettings& settings) {
  const int64_t bytes = parts_.encode(settings);
  ++found_.encodes;
  const bool fits = bytes <= parts_.bytes;
  const bool better =
      fits ? !found_.settings || bytes > found_.bytes : !found_.settings && (found_.bytes == 0 || bytes < found_.bytes);
  if (!better) return bytes;
  found_.bytes = bytes;
  if (fits) {
    found_.settings = settings;
    parts_.keep();
  }
  return bytes;
}

bool BudgetSearch::seems_to_fit(size_t level) {
  const double most = found_.encodes == 0 ? kUnsure : kSure;
  return estimate(levels_[level].back()) * factor_ <= most * static_cast<double>(parts_.bytes);
}

size_t BudgetSearch::find_level(size_t from) {
  const size_t last = levels_.size() - 1;
  const auto fits = [this](size_t level) { return seems_to_fit(level); };
  if (from >= last || fits(from)) return std::min(from, last);
  size_t least = from + 1;
  size_t most = last;
  while (least < most) {
    const size_t middle = least + (most - least) / 2;
    if (fits(middle)) {
      most = middle;
    } else {
      least = middle + 1;
    }
  }
  return most;
}

double BudgetSearch::expected(const Steps& steps, size_t step) {
  const auto measure = [&](size_t at) {
    const auto [known, added] = known_.try_emplace(at, 0.0);
    if (added) known->second = std::log(estimate(steps[at]));
    return known->second;
  };
  if (known_.empty()) {
    measure(0);
    measure(steps.size() - 1);
  }
  return interpolated(known_, step) + (factors_.empty() ? std::log(factor_) : interpolated(factors_, step));
}

size_t BudgetSearch::choose(const Steps& steps, size_t first, size_t last) {
  const double aim = std::log((factors_.empty() ? kFirstAim : kAim) * static_cast<double>(parts_.bytes));
  const auto first_that_fits = [&] {
    size_t least = first;
    size_t most = last;
    while (least < most) {
      const size_t middle = least + (most - least) / 2;
      if (expected(steps, middle) <= aim) {
        most = middle;
      } else {
        least = middle + 1;
      }
    }
    return most;
  };
  size_t step = first_that_fits();
  expected(steps, step);  // there are estimates from here on
  for (int i = 0; factors_.empty() && i < kMostMeasures && !known_.contains(step); ++i) {
    const auto above = known_.upper_bound(step);
    const auto below = std::prev(above);
    if (below->second - above->second < std::log(kNearEstimates)) break;
    known_[step] = std::log(estimate(steps[step]));
    step = first_that_fits();
  }
  return step;
}

bool BudgetSearch::search(const Steps& steps) {
  known_.clear();
  factors_.clear();
  size_t first = 0;               // the steps before it are too large
  size_t fitting = steps.size();  // the steps from it on fit
  for (int tries = 0; first < fitting; ++tries) {
    const bool found = fitting < steps.size();
    const bool good = found && static_cast<double>(found_.bytes) >= kGoodUse * static_cast<double>(parts_.bytes);
    if (tries >= (good ? kGoodTries : kLevelTries)) break;
    const size_t step = !found && tries + 1 == kLevelTries ? fitting - 1 : choose(steps, first, fitting - 1);
    const auto bytes = static_cast<double>(encode(steps[step]));
    expected(steps, step);  // so that an estimate is known
    factors_[step] = std::log(bytes) - interpolated(known_, step);
    factor_ = std::exp(factors_[step]);
    const auto most = static_cast<double>(parts_.bytes);
    if (bytes > most) {
      first = step + 1;
      continue;
    }
    fitting = step;
    if (bytes >= kUsed * most) break;
  }
  return fitting < steps.size();
}

BudgetSearch::Found BudgetSearch::run() {
  make_levels();
  // Usually the output fits as it is.
  const double expected_bytes = estimate(parts_.best);
  if (expected_bytes <= kUnsure * static_cast<double>(parts_.bytes)) {
    const int64_t bytes = encode(parts_.best);
    if (bytes <= parts_.bytes) return found_;
    factor_ = static_cast<double>(bytes) / expected_bytes;
  }
  size_t level = find_level(0);
  const size_t first = level;
  while (!search(levels_[level]) && level + 1 < levels_.size()) level = find_level(level + 1);
  // The estimates may have been too high, and less be enough.
  if (level == first) {
    size_t better = level;
    while (better > 0 && seems_to_fit(better - 1)) --better;
    if (better < level && found_.settings) {
      const Found kept = std::exchange(found_, Found{std::nullopt, 0, found_.encodes});
      if (!search(levels_[better])) found_ = {kept.settings, kept.bytes, found_.encodes};
    }
  }
  return found_;
}

}  // namespace cliploop
