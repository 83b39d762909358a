#include "frame/curve.h"

#include <bit>
#include <cmath>

namespace cliploop {

namespace {

constexpr float full = 65535;

}  // namespace

SignalCurve::SignalCurve(const std::function<double(double)>& function) {
  values_.reserve(steps + 2);
  for (int i = 0; i <= steps; ++i) values_.push_back(static_cast<float>(function(static_cast<double>(i) / steps)));
  values_.push_back(values_.back());
}

LightCurve::LightCurve(const std::function<double(double)>& function) {
  constexpr int count = octaves << step_bits;
  values_.reserve(count + 1);
  for (int i = 0; i <= count; ++i) {
    const int octave = (i >> step_bits) - octaves;
    const double part = static_cast<double>(i & ((1 << step_bits) - 1)) / (1 << step_bits);
    values_.push_back(static_cast<float>(function(std::ldexp(1 + part, octave)) * full + 0.5));
  }
}

}  // namespace cliploop
