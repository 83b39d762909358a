#include "frame/kernel.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace cliploop {
namespace {

constexpr int kLobes = 3;

double sinc(double x) { return x == 0 ? 1 : std::sin(x) / x; }

double lanczos(double x) {
  const double at = std::numbers::pi * std::abs(x);
  return std::abs(x) < kLobes ? sinc(at) * sinc(at / kLobes) : 0;
}

}  // namespace

int kernel_span(double step) { return 2 * static_cast<int>(std::ceil(kLobes * std::max(1.0, step))); }

Kernel make_kernel(const ResampleAxis& axis, int multiple) {
  const double width = std::max(1.0, axis.step);
  const int span = kernel_span(axis.step);
  Kernel kernel;
  const int used = std::min(span, axis.from);
  kernel.taps = (used + multiple - 1) / multiple * multiple;
  kernel.first.resize(static_cast<size_t>(axis.to));
  kernel.weights.resize(static_cast<size_t>(axis.to) * static_cast<size_t>(kernel.taps));
  std::vector<double> window(static_cast<size_t>(used));
  for (int n = 0; n < axis.to; ++n) {
    const double center = (n + 0.5) * axis.step - 0.5 + axis.shift;
    const int begin = static_cast<int>(std::floor(center)) - span / 2 + 1;
    const int first = std::clamp(begin, 0, axis.from - used);
    std::fill(window.begin(), window.end(), 0.0);
    double sum = 0;
    for (int k = 0; k < span; ++k) {
      const double weight = lanczos((begin + k - center) / width);
      window[static_cast<size_t>(std::clamp(begin + k, first, first + used - 1) - first)] += weight;
      sum += weight;
    }
    int16_t* weights = kernel.weights.data() + static_cast<size_t>(n) * static_cast<size_t>(kernel.taps);
    // Rounding errors are carried on to the next weight, so that the weights add up to one.
    double exact = 0;
    int given = 0;
    for (int k = 0; k < used; ++k) {
      exact += window[static_cast<size_t>(k)] / sum * (1 << kWeightBits);
      const int rounded = static_cast<int>(std::lround(exact)) - given;
      weights[k] = static_cast<int16_t>(rounded);
      given += rounded;
    }
    kernel.first[static_cast<size_t>(n)] = first;
  }
  return kernel;
}

}  // namespace cliploop
