// A function of light as a table.
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>

namespace cliploop {

// Interpolates linearly between 4097 values. They are evenly spaced over the fourth root of light, which is nearly even
// for the eye, and needs no slow power: the result has about 20 correct bits.
class LightTable {
 public:
  // function takes light from 0 to `highest`.
  template <typename Function>
  LightTable(double highest, const Function& function) : scale_(1 / highest) {
    for (size_t i = 0; i <= steps; ++i) {
      const double root = static_cast<double>(i) / steps;
      values_[i] = function(root * root * root * root * highest);
    }
  }

  // Light outside 0 to `highest` is clamped.
  double operator()(double light) const {
    const double place = std::sqrt(std::sqrt(std::clamp(light * scale_, 0.0, 1.0))) * steps;
    const auto i = std::min(static_cast<size_t>(place), steps - 1);
    return values_[i] + (place - static_cast<double>(i)) * (values_[i + 1] - values_[i]);
  }

 private:
  static constexpr size_t steps = 4096;

  double scale_;
  std::array<double, steps + 1> values_{};
};

}  // namespace cliploop
