#include "frame/dither_row.h"

#include <doctest/doctest.h>

#include <cmath>
#include <vector>

#include "frame/lut.h"
#include "frame/tone.h"

using namespace cliploop;

namespace {

constexpr int bits = 10;
constexpr int one = 1 << bits;
constexpr int size = 128;

// A flat area of one value, in fractions of a step of the output, after dithering.
std::vector<int> dithered(int value, double step) {
  std::vector<int> out;
  for (int y = 0; y < size; ++y) {
    DitherRow row(y, step);
    for (int x = 0; x < size; ++x) out.push_back((value + row.next(bits)) >> bits);
  }
  return out;
}

double mean_of(const std::vector<int>& values) {
  double sum = 0;
  for (const int value : values) sum += value;
  return sum / static_cast<double>(values.size());
}

}  // namespace

TEST_CASE("DitherRow keeps the mean of every value between two steps") {
  for (int value = 0; value <= one; value += 32) {
    CHECK(mean_of(dithered(7 * one + value, 1)) == doctest::Approx(7 + value / double{one}).epsilon(0.001));
  }
}

TEST_CASE("DitherRow never changes a value without fraction") {
  for (const double step : {1.0, 255.0 / 219, 2.0}) {
    for (const int value : {0, 1, 200, 255}) {
      for (const int out : dithered(value * one, step)) REQUIRE(out == value);
    }
  }
}

TEST_CASE("DitherRow has no flat area of 8x8 pixels halfway between two steps") {
  const std::vector<int> out = dithered(one / 2, 1);
  for (int top = 0; top + 8 <= size; top += 8) {
    for (int left = 0; left + 8 <= size; left += 8) {
      int sum = 0;
      for (int y = top; y < top + 8; ++y) {
        for (int x = left; x < left + 8; ++x) sum += out[static_cast<size_t>(y * size + x)];
      }
      REQUIRE(std::abs(sum - 32) <= 4);
    }
  }
}

TEST_CASE("ColorLut shows a slow ramp of HDR without bands when it dithers") {
  ColorInfo color;
  color.transfer = AVCOL_TRC_SMPTE2084;
  color.primaries = AVCOL_PRI_BT2020;
  color.matrix = AVCOL_SPC_RGB;
  const ColorLut lut(color);
  constexpr int width = 1024;
  std::vector<uint16_t> ramp;
  for (int x = 0; x < width; ++x) {
    const auto signal = static_cast<uint16_t>(30'000 + x);
    ramp.insert(ramp.end(), {signal, signal, signal, 65535});
  }
  // The longest run of columns that look the same, each the mean of 64 rows.
  const auto longest_band = [&](bool dither) {
    std::vector<int> columns(width, 0);
    for (int y = 0; y < 64; ++y) {
      std::vector<uint8_t> out(width * 4);
      if (dither) {
        lut.apply(ramp.data(), width, DitherRow(y, 1), out.data());
      } else {
        lut.apply(ramp.data(), width, out.data());
      }
      for (size_t x = 0; x < width; ++x) columns[x] += out[x * 4];
    }
    int longest = 0, run = 0;
    for (size_t x = 1; x < width; ++x) {
      run = columns[x] == columns[x - 1] ? run + 1 : 0;
      longest = std::max(longest, run);
    }
    return longest;
  };
  CHECK(longest_band(false) > 60);
  CHECK(longest_band(true) < 25);
}
