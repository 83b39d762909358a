// Functions of one variable as tables, for whole pictures. The same result on every CPU: additions and multiplications
// of floats in a fixed order.
#pragma once

#include <bit>
#include <cstdint>
#include <functional>
#include <vector>

namespace cliploop {

// A function of a signal from 0 to 1, interpolated between 4096 steps. Other signals are clamped.
class SignalCurve {
 public:
  explicit SignalCurve(const std::function<double(double)>& function);

  float operator()(float signal) const {
    const float place = (signal < 0 ? 0 : (signal > 1 ? 1 : signal)) * steps;
    const int step = static_cast<int>(place);
    const float* at = values_.data() + step;
    return at[0] + (at[1] - at[0]) * (place - static_cast<float>(step));
  }

 private:
  static constexpr int steps = 4096;
  std::vector<float> values_;
};

// A function of light from 0 to 1 to a signal of 16 bits, with steps that are finer for darker light.
class LightCurve {
 public:
  explicit LightCurve(const std::function<double(double)>& function);

  uint16_t operator()(float light) const {
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

 private:
  static constexpr int octaves = 32;
  static constexpr int step_bits = 8;  // steps of an octave
  static constexpr int mantissa_bits = 23;
  std::vector<float> values_;  // signals and one half, so that a cast rounds
};

}  // namespace cliploop
