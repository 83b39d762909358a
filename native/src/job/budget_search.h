// Finds the settings with which an output fits into a number of bytes and is otherwise as good as possible.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <tuple>
#include <vector>

#include "job/options.h"

namespace cliploop {

struct BudgetSettings {
  int quality = 75;
  double rate_share = 1;  // of the frame rate that was asked for
  double size_share = 1;  // of the width that was asked for
};

// What may be reduced, how far. The first one is reduced in small steps, to use all of the budget; each of the others
// only when the ones before it are not enough, in large steps.
struct BudgetRange {
  Reduce what = Reduce::QUALITY;
  double least = 1;  // a quality, or a share
};

class BudgetSearch {
 public:
  struct Parts {
    int64_t bytes;  // that the output may have
    BudgetSettings best;
    std::vector<BudgetRange> ranges;  // each kind once
    // The bytes of an output, from a sample of its frames.
    std::function<double(const BudgetSettings&)> estimate;
    // Encodes the output, and returns its bytes.
    std::function<int64_t(const BudgetSettings&)> encode;
    // The last output that was encoded is the best one so far.
    std::function<void()> keep;
  };
  struct Found {
    std::optional<BudgetSettings> settings;  // absent: nothing fits
    int64_t bytes = 0;                       // with these settings, or else the fewest that were reached
    int encodes = 0;
  };
  explicit BudgetSearch(Parts parts) : parts_(std::move(parts)) {}

  Found run();

 private:
  // The settings of a level, from the best to the smallest.
  using Steps = std::vector<BudgetSettings>;
  void make_levels();
  double estimate(const BudgetSettings& settings);
  // Whether the smallest output of a level is expected to fit, more or less.
  bool seems_to_fit(size_t level);
  // The first level from `from` on whose smallest settings seem to fit; the last one when none does.
  size_t find_level(size_t from);
  // The logarithm of the bytes to expect of a step, from the estimates and outputs of its level.
  double expected(const Steps& steps, size_t step);
  // The best step from `first` to `last` that seems to fit; the last one when none does.
  size_t choose(const Steps& steps, size_t first, size_t last);
  // Encodes steps of a level until one fits and uses most of the budget. False: none fits.
  bool search(const Steps& steps);
  int64_t encode(const BudgetSettings& settings);

  Parts parts_;
  std::vector<Steps> levels_;
  std::map<std::tuple<int, double, double>, double> estimates_;
  double factor_ = 1;  // the bytes of the last output by their estimate
  // Of steps of the level that is searched.
  std::map<size_t, double> known_;    // logarithms of estimates
  std::map<size_t, double> factors_;  // logarithms of the bytes of outputs by their estimates
  Found found_;
};

}  // namespace cliploop
