#include "job/budget_search.h"

#include <doctest/doctest.h>

#include <cmath>

using namespace cliploop;

namespace {

constexpr BudgetSettings best{75, 1, 1};
const std::vector<BudgetRange> all{{Reduce::QUALITY, 30}, {Reduce::RATE, 0.5}, {Reduce::SIZE, 0.1}};

double model(const BudgetSettings& settings) {
  return 1e6 * std::pow(settings.quality / 75.0, 1.3) * std::pow(settings.rate_share, 0.8) *
         std::pow(settings.size_share, 1.7);
}

struct Outcome {
  BudgetSearch::Found found;
  int estimates = 0;
};

// error: of the estimates, which grows towards low qualities.
Outcome search(double bytes, const std::vector<BudgetRange>& ranges, double error = 1) {
  Outcome out;
  BudgetSearch search({static_cast<int64_t>(bytes), best, ranges,
                       [&](const BudgetSettings& settings) {
                         ++out.estimates;
                         return model(settings) * std::pow(error, 2 - settings.quality / 75.0);
                       },
                       [](const BudgetSettings& settings) { return std::llround(model(settings)); }, [] {}});
  out.found = search.run();
  return out;
}

}  // namespace

TEST_CASE("BudgetSearch keeps the settings when they fit") {
  const Outcome out = search(1.2e6, all);
  REQUIRE(out.found.settings);
  CHECK(out.found.settings->quality == 75);
  CHECK(out.found.encodes == 1);
}

TEST_CASE("BudgetSearch uses most of any budget, also when estimates are wrong by a third") {
  for (const double error : {0.7, 1.0, 1.35}) {
    double bytes = 9e5;
    while (bytes > 4e4) {
      CAPTURE(error);
      CAPTURE(bytes);
      const Outcome out = search(bytes, all, error);
      REQUIRE(out.found.settings);
      CHECK(out.found.bytes <= bytes);
      CHECK(out.found.bytes >= 0.9 * bytes);
      // Estimates that are much too high lead past a level that fits, which is then tried, too.
      CHECK(out.found.encodes <= (error > 1.2 ? 8 : 4));
      CHECK(out.estimates <= 20);
      CHECK(std::llround(model(*out.found.settings)) == out.found.bytes);
      bytes *= 0.8;
    }
  }
}

TEST_CASE("BudgetSearch reduces a setting only when those before it are not enough") {
  const auto at = [](double bytes, const std::vector<BudgetRange>& ranges) {
    return *search(bytes, ranges).found.settings;
  };
  const BudgetSettings little = at(6e5, all);
  CHECK(little.quality < 75);
  CHECK(little.rate_share == 1);
  CHECK(little.size_share == 1);
  const BudgetSettings more = at(2.4e5, all);
  CHECK(more.rate_share < 1);
  CHECK(more.size_share == 1);
  CHECK(at(1e5, all).size_share < 1);
  const BudgetSettings by_size = at(6e5, {{Reduce::SIZE, 0.2}, {Reduce::QUALITY, 30}});
  CHECK(by_size.quality == 75);
  CHECK(by_size.size_share < 1);
  const BudgetSettings by_rate = at(7e5, {{Reduce::RATE, 0.2}});
  CHECK(by_rate.rate_share < 1);
  CHECK(by_rate.quality == 75);
}

TEST_CASE("BudgetSearch reports the smallest output when nothing fits") {
  const std::vector<BudgetRange> little{{Reduce::QUALITY, 60}};
  const Outcome out = search(1e5, little);
  CHECK_FALSE(out.found.settings);
  CHECK(out.found.bytes == std::llround(model({60, 1, 1})));
  const Outcome none = search(1e5, {});
  CHECK_FALSE(none.found.settings);
  CHECK(none.found.bytes == 1'000'000);
  CHECK(none.found.encodes == 1);
}

TEST_CASE("BudgetSearch ends when the bytes do not depend on the settings") {
  int encodes = 0;
  BudgetSearch search({1000, best, all, [](const BudgetSettings&) { return 500.0; },
                       [&](const BudgetSettings&) {
                         ++encodes;
                         return int64_t{2000};
                       },
                       [] {}});
  CHECK_FALSE(search.run().settings);
  CHECK(encodes <= 100);
}
