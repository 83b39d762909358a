#include "frame/resample.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <random>

using namespace cliploop;

namespace {

double lanczos(double x) {
  const auto sinc = [](double at) { return at == 0 ? 1 : std::sin(at) / at; };
  const double at = std::numbers::pi * std::abs(x);
  return std::abs(x) < 3 ? sinc(at) * sinc(at / 3) : 0;
}

// One sample, computed from the definition.
double sample(const std::vector<double>& row, const ResampleAxis& axis, int n) {
  const double wide = std::max(1.0, axis.step);
  const double center = (n + 0.5) * axis.step - 0.5 + axis.shift;
  double sum = 0;
  double weights = 0;
  for (int k = static_cast<int>(center - 4 * wide) - 2; k <= static_cast<int>(center + 4 * wide) + 2; ++k) {
    const double weight = lanczos((k - center) / wide);
    sum += weight * row[static_cast<size_t>(std::clamp(k, 0, axis.from - 1))];
    weights += weight;
  }
  return sum / weights;
}

std::vector<double> slow(const std::vector<double>& in, const ResampleAxis& across, const ResampleAxis& down) {
  std::vector<double> shorter(static_cast<size_t>(across.from) * static_cast<size_t>(down.to));
  std::vector<double> column(static_cast<size_t>(down.from));
  for (int x = 0; x < across.from; ++x) {
    for (int y = 0; y < down.from; ++y) column[static_cast<size_t>(y)] = in[static_cast<size_t>(y * across.from + x)];
    for (int y = 0; y < down.to; ++y) shorter[static_cast<size_t>(y * across.from + x)] = sample(column, down, y);
  }
  std::vector<double> out;
  for (int y = 0; y < down.to; ++y) {
    const auto begin = shorter.begin() + int64_t{y} * across.from;
    const std::vector<double> row(begin, begin + across.from);
    for (int x = 0; x < across.to; ++x) out.push_back(sample(row, across, x));
  }
  return out;
}

template <typename Sample>
void check(int depth, const ResampleAxis& across, const ResampleAxis& down) {
  std::mt19937 random(7);
  const int stride = across.from + 5;
  std::vector<Sample> in(static_cast<size_t>(stride) * static_cast<size_t>(down.from));
  std::vector<double> exact;
  for (int y = 0; y < down.from; ++y) {
    for (int x = 0; x < across.from; ++x) {
      // Noise, and a hard edge that gives undershoot and overshoot.
      const auto top = static_cast<unsigned>((1 << depth) - 1);
      const auto value = static_cast<Sample>(x > across.from / 2 ? (y % 7 < 3 ? top : 0) : random() % (top + 1));
      in[static_cast<size_t>(y * stride + x)] = value;
      exact.push_back(value);
    }
  }
  std::vector<uint16_t> out(static_cast<size_t>(across.to) * static_cast<size_t>(down.to));
  Resampler(across, down, depth)
      .run(reinterpret_cast<const uint8_t*>(in.data()), stride * static_cast<int>(sizeof(Sample)),
           reinterpret_cast<uint8_t*>(out.data()), across.to * 2);
  const std::vector<double> wanted = slow(exact, across, down);
  double worst = 0;
  for (size_t i = 0; i < out.size(); ++i) {
    const double ten_bits = std::clamp(wanted[i] * 1024 / (1 << depth), 0.0, 1023.0);
    worst = std::max(worst, std::abs(out[i] - ten_bits));
  }
  CHECK(worst <= 1.5);  // of 1023; the steps of 8 bits are 4
}

ResampleAxis axis(int from, int to, double shift = 0) { return {from, to, static_cast<double>(from) / to, shift}; }

}  // namespace

TEST_CASE("Resampler equals the definition of the kernel") {
  struct Sizes {
    int from, to, high, low;
  };
  for (const Sizes& sizes : {Sizes{200, 50, 90, 31}, Sizes{97, 97, 40, 40}, Sizes{33, 100, 17, 80},
                             Sizes{131, 40, 5, 5}, Sizes{3, 1, 2, 7}, Sizes{1, 9, 1, 4}, Sizes{640, 33, 480, 30}}) {
    const int from = sizes.from, to = sizes.to, high = sizes.high, low = sizes.low;
    CAPTURE(from);
    CAPTURE(to);
    check<uint8_t>(8, axis(from, to), axis(high, low));
    check<uint8_t>(8, axis(from, to, 0.25), axis(high, low, -0.25));
    check<uint16_t>(10, axis(from, to, 0.25), axis(high, low));
    check<uint16_t>(12, axis(from, to), axis(high, low));
    check<uint16_t>(14, axis(from, to), axis(high, low));
  }
}

TEST_CASE("Resampler limits samples to their depth") {
  const std::vector<uint16_t> wild(64 * 8, 0xFFFF);
  for (const int width : {64, 31, 100}) {
    std::vector<uint16_t> out(static_cast<size_t>(width) * 8);
    Resampler(axis(64, width), axis(8, 8), 10)
        .run(reinterpret_cast<const uint8_t*>(wild.data()), 128, reinterpret_cast<uint8_t*>(out.data()), width * 2);
    for (const uint16_t sample : out) CHECK(sample == 1023);
  }
}
