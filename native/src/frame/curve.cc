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

uint16_t LightCurve::operator()(float light) const {
  constexpr float least = 1.0F / (1 << 16) / (1 << 16);  // 2 ^ -octaves
  if (!(light < 1)) return static_cast<uint16_t>(values_.back());
  if (light <= least) {
    // In proportion to the first value: all curves begin at 0 or close to it.
    return static_cast<uint16_t>((light < 0 ? 0 : light / least) * values_.front());
  }
  const uint32_t bits = std::bit_cast<uint32_t>(light) - std::bit_cast<uint32_t>(least);
  const float* at = values_.data() + (bits >> (mantissa_bits - step_bits));
  constexpr uint32_t rest = (1U << (mantissa_bits - step_bits)) - 1;
  const float part = static_cast<float>(bits & rest) / static_cast<float>(rest + 1);
  return static_cast<uint16_t>(at[0] + (at[1] - at[0]) * part);
}

}  // namespace cliploop
