#include "frame/resample.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>
#include <span>

#include "base/cpu.h"
#include "frame/yuv.h"

#ifdef __x86_64__
#include <immintrin.h>
#endif

namespace cliploop {
namespace {

constexpr int kLobes = 3;
constexpr int kOne = 1 << 14;  // a weight of 1
constexpr int kRowBits = 14;   // of what lies between the two passes
constexpr int kResultBits = yuv_bits;
constexpr int kBlock = 8;  // samples that one step of a pass works on
constexpr int kMostTaps = Resampler::kLongest + 2;

double sinc(double x) { return x == 0 ? 1 : std::sin(x) / x; }

double lanczos(double x) {
  const double at = std::numbers::pi * std::abs(x);
  return std::abs(x) < kLobes ? sinc(at) * sinc(at / kLobes) : 0;
}

// Raw video may hold more than its depth allows: that counts as the most.
template <typename Sample>
int sample_at(const uint8_t* row, int x, int depth) {
  return std::min<int>(reinterpret_cast<const Sample*>(row)[x], (1 << depth) - 1);
}

// Two rows of a window.
struct Tap {
  const uint8_t* upper;
  const uint8_t* lower;
  int16_t upper_weight;
  int16_t lower_weight;

  int weights() const {
    return static_cast<int>(static_cast<uint32_t>(static_cast<uint16_t>(upper_weight)) |
                            static_cast<uint32_t>(static_cast<uint16_t>(lower_weight)) << 16);
  }
};

#ifdef __x86_64__
// As many whole blocks from x on as there are; returns where they end.
template <typename Sample>
int down_sse(std::span<const Tap> taps, int depth, int shift, int x, int width, int16_t* to) {
  const __m128i most = _mm_set1_epi16(static_cast<int16_t>((1 << depth) - 1));
  const __m128i half = _mm_set1_epi32(1 << (shift - 1));
  const __m128i count = _mm_cvtsi32_si128(shift);
  for (; x + kBlock <= width; x += kBlock) {
    __m128i low = half;
    __m128i high = half;
    for (const Tap& tap : taps) {
      const __m128i weight = _mm_set1_epi32(tap.weights());
      __m128i a;
      __m128i b;
      if constexpr (sizeof(Sample) == 1) {
        a = _mm_cvtepu8_epi16(_mm_loadl_epi64(reinterpret_cast<const __m128i*>(tap.upper + x)));
        b = _mm_cvtepu8_epi16(_mm_loadl_epi64(reinterpret_cast<const __m128i*>(tap.lower + x)));
      } else {
        a = _mm_min_epu16(_mm_loadu_si128(reinterpret_cast<const __m128i*>(tap.upper + x * 2)), most);
        b = _mm_min_epu16(_mm_loadu_si128(reinterpret_cast<const __m128i*>(tap.lower + x * 2)), most);
      }
      low = _mm_add_epi32(low, _mm_madd_epi16(_mm_unpacklo_epi16(a, b), weight));
      high = _mm_add_epi32(high, _mm_madd_epi16(_mm_unpackhi_epi16(a, b), weight));
    }
    _mm_storeu_si128(reinterpret_cast<__m128i*>(to + x),
                     _mm_packs_epi32(_mm_sra_epi32(low, count), _mm_sra_epi32(high, count)));
  }
  return x;
}

// The same for bytes, 32 at a time.
__attribute__((target("avx2"))) int down_avx2(std::span<const Tap> taps, int shift, int width, int16_t* to) {
  const __m256i zero = _mm256_setzero_si256();
  const __m256i half = _mm256_set1_epi32(1 << (shift - 1));
  const __m128i count = _mm_cvtsi32_si128(shift);
  int x = 0;
  for (; x + 32 <= width; x += 32) {
    __m256i first = half;
    __m256i second = half;
    __m256i third = half;
    __m256i fourth = half;
    for (const Tap& tap : taps) {
      const __m256i weight = _mm256_set1_epi32(tap.weights());
      const __m256i a = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(tap.upper + x));
      const __m256i b = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(tap.lower + x));
      const __m256i low = _mm256_unpacklo_epi8(a, b);
      const __m256i high = _mm256_unpackhi_epi8(a, b);
      first = _mm256_add_epi32(first, _mm256_madd_epi16(_mm256_unpacklo_epi8(low, zero), weight));
      second = _mm256_add_epi32(second, _mm256_madd_epi16(_mm256_unpackhi_epi8(low, zero), weight));
      third = _mm256_add_epi32(third, _mm256_madd_epi16(_mm256_unpacklo_epi8(high, zero), weight));
      fourth = _mm256_add_epi32(fourth, _mm256_madd_epi16(_mm256_unpackhi_epi8(high, zero), weight));
    }
    const __m256i left = _mm256_packs_epi32(_mm256_sra_epi32(first, count), _mm256_sra_epi32(second, count));
    const __m256i right = _mm256_packs_epi32(_mm256_sra_epi32(third, count), _mm256_sra_epi32(fourth, count));
    _mm256_storeu_si256(reinterpret_cast<__m256i*>(to + x), _mm256_permute2x128_si256(left, right, 0x20));
    _mm256_storeu_si256(reinterpret_cast<__m256i*>(to + x + 16), _mm256_permute2x128_si256(left, right, 0x31));
  }
  return x;
}

// Two sums of 8 products, in the two halves.
__attribute__((target("avx2"))) __m256i two_sums(const int16_t* left, const int16_t* right, const int16_t* weights) {
  const __m128i low = _mm_loadu_si128(reinterpret_cast<const __m128i*>(left));
  const __m128i high = _mm_loadu_si128(reinterpret_cast<const __m128i*>(right));
  return _mm256_madd_epi16(_mm256_inserti128_si256(_mm256_castsi128_si256(low), high, 1),
                           _mm256_loadu_si256(reinterpret_cast<const __m256i*>(weights)));
}

// One sum of 16, 32 or more products, in eight parts.
__attribute__((target("avx2"))) __m256i one_sum(const int16_t* row, const int16_t* weights, int taps) {
  __m256i total = _mm256_setzero_si256();
  for (int k = 0; k < taps; k += 2 * kBlock) {
    const __m256i samples = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(row + k));
    const __m256i factors = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(weights + k));
    total = _mm256_add_epi32(total, _mm256_madd_epi16(samples, factors));
  }
  return total;
}

// Eight sums of `taps` products; first says where in the row each starts.
__attribute__((target("avx2"))) __m256i eight_sums(const int16_t* row, const int* first, const int16_t* weights,
                                                   int taps) {
  __m256i parts[4];
  if (taps == kBlock) {
    for (int n = 0; n < 4; ++n) {
      parts[n] = two_sums(row + first[2 * n], row + first[2 * n + 1], weights + 2 * n * kBlock);
    }
    const __m256i sums =
        _mm256_hadd_epi32(_mm256_hadd_epi32(parts[0], parts[1]), _mm256_hadd_epi32(parts[2], parts[3]));
    // The even ones are in the lower half, the odd ones in the upper.
    return _mm256_permutevar8x32_epi32(sums, _mm256_setr_epi32(0, 4, 1, 5, 2, 6, 3, 7));
  }
  for (int n = 0; n < 4; ++n) {
    parts[n] = _mm256_hadd_epi32(one_sum(row + first[2 * n], weights + 2 * n * taps, taps),
                                 one_sum(row + first[2 * n + 1], weights + (2 * n + 1) * taps, taps));
  }
  const __m256i left = _mm256_hadd_epi32(parts[0], parts[1]);
  const __m256i right = _mm256_hadd_epi32(parts[2], parts[3]);
  return _mm256_add_epi32(_mm256_permute2x128_si256(left, right, 0x20), _mm256_permute2x128_si256(left, right, 0x31));
}

// As many whole blocks as there are; returns where they end. shift and most: as in across().
__attribute__((target("avx2"))) int across_avx2(const int16_t* row, const int* first, const int16_t* weights, int taps,
                                                int shift, int most, int width, uint16_t* to) {
  const __m256i half = _mm256_set1_epi32(1 << (shift - 1));
  const __m128i count = _mm_cvtsi32_si128(shift);
  const __m128i limit = _mm_set1_epi16(static_cast<int16_t>(most));
  int x = 0;
  for (; x + kBlock <= width; x += kBlock) {
    const __m256i sums = eight_sums(row, first + x, weights + x * taps, taps);
    const __m256i rounded = _mm256_sra_epi32(_mm256_add_epi32(sums, half), count);
    const __m128i packed = _mm_packus_epi32(_mm256_castsi256_si128(rounded), _mm256_extracti128_si256(rounded, 1));
    _mm_storeu_si128(reinterpret_cast<__m128i*>(to + x), _mm_min_epu16(packed, limit));
  }
  return x;
}
#endif

}  // namespace

int Resampler::reach(double step) { return 2 * static_cast<int>(std::ceil(kLobes * std::max(1.0, step))); }

// Weights of samples beyond the border go to the sample at the border.
Resampler::Kernel Resampler::kernel_of(const Axis& axis, int multiple) {
  const double wide = std::max(1.0, axis.step);
  const int span = reach(axis.step);
  Kernel kernel;
  const int used = std::min(span, axis.from);
  kernel.taps = (used + multiple - 1) / multiple * multiple;
  kernel.first.resize(static_cast<size_t>(axis.to));
  kernel.weights.resize(static_cast<size_t>(axis.to) * static_cast<size_t>(kernel.taps));
  std::vector<double> window(static_cast<size_t>(used));
  for (int n = 0; n < axis.to; ++n) {
    const double centre = (n + 0.5) * axis.step - 0.5 + axis.shift;
    const int begin = static_cast<int>(std::floor(centre)) - span / 2 + 1;
    const int first = std::clamp(begin, 0, axis.from - used);
    std::fill(window.begin(), window.end(), 0.0);
    double sum = 0;
    for (int k = 0; k < span; ++k) {
      const double weight = lanczos((begin + k - centre) / wide);
      window[static_cast<size_t>(std::clamp(begin + k, first, first + used - 1) - first)] += weight;
      sum += weight;
    }
    int16_t* weights = kernel.weights.data() + static_cast<size_t>(n) * static_cast<size_t>(kernel.taps);
    // The rounding errors are carried along, so that the weights add up to one.
    double exact = 0;
    int given = 0;
    for (int k = 0; k < used; ++k) {
      exact += window[static_cast<size_t>(k)] / sum * kOne;
      const int rounded = static_cast<int>(std::lround(exact)) - given;
      weights[k] = static_cast<int16_t>(rounded);
      given += rounded;
    }
    kernel.first[static_cast<size_t>(n)] = first;
  }
  return kernel;
}

Resampler::Resampler(const Axis& across, const Axis& down, int depth)
    : width_(across.from),
      height_(down.from),
      to_width_(across.to),
      to_height_(down.to),
      depth_(depth),
      same_(across.step == 1 && across.shift == 0 && down.step == 1 && down.shift == 0),
      across_(kernel_of(across, reach(across.step) > kBlock ? 2 * kBlock : kBlock)),
      down_(kernel_of(down, 2)),
      row_(static_cast<size_t>(width_) + static_cast<size_t>(across_.taps) + kBlock) {}

// One row of full width out of the window's rows.
template <typename Sample>
void Resampler::down(const uint8_t* from, int stride, int y) {
  const int16_t* weights = down_.weights.data() + static_cast<size_t>(y) * static_cast<size_t>(down_.taps);
  std::array<Tap, kMostTaps / 2> taps;
  const int pairs = down_.taps / 2;
  for (int k = 0; k < pairs; ++k) {
    // Rows of weight 0 may lie below the picture.
    const auto row = [&](int n) {
      return from + int64_t{std::min(down_.first[static_cast<size_t>(y)] + n, height_ - 1)} * stride;
    };
    taps[static_cast<size_t>(k)] = {row(2 * k), row(2 * k + 1), weights[2 * k], weights[2 * k + 1]};
  }
  const int shift = depth_ + 14 - kRowBits;
  const std::span<const Tap> all(taps.data(), static_cast<size_t>(pairs));
  int x = 0;
#ifdef __x86_64__
  if (sizeof(Sample) == 1 && has_avx2()) x = down_avx2(all, shift, width_, row_.data());
  x = down_sse<Sample>(all, depth_, shift, x, width_, row_.data());
#endif
  for (; x < width_; ++x) {
    int sum = 1 << (shift - 1);
    for (const Tap& tap : all) {
      sum += sample_at<Sample>(tap.upper, x, depth_) * tap.upper_weight +
             sample_at<Sample>(tap.lower, x, depth_) * tap.lower_weight;
    }
    row_[static_cast<size_t>(x)] = static_cast<int16_t>(std::clamp(sum >> shift, INT16_MIN, INT16_MAX));
  }
}

void Resampler::across(uint16_t* to) const {
  constexpr int kShift = 14 + kRowBits - kResultBits;
  constexpr int kMost = (1 << kResultBits) - 1;
  const int taps = across_.taps;
  int x = 0;
#ifdef __x86_64__
  if (has_avx2()) {
    x = across_avx2(row_.data(), across_.first.data(), across_.weights.data(), taps, kShift, kMost, to_width_, to);
  }
  const auto sum = [&](int n) {
    const int16_t* in = row_.data() + across_.first[static_cast<size_t>(n)];
    const int16_t* weights = across_.weights.data() + static_cast<size_t>(n) * static_cast<size_t>(taps);
    __m128i total = _mm_setzero_si128();
    for (int k = 0; k < taps; k += kBlock) {
      total = _mm_add_epi32(total, _mm_madd_epi16(_mm_loadu_si128(reinterpret_cast<const __m128i*>(in + k)),
                                                  _mm_loadu_si128(reinterpret_cast<const __m128i*>(weights + k))));
    }
    return total;
  };
  const __m128i half = _mm_set1_epi32(1 << (kShift - 1));
  for (; x + 4 <= to_width_; x += 4) {
    const __m128i left = _mm_hadd_epi32(sum(x), sum(x + 1));
    const __m128i right = _mm_hadd_epi32(sum(x + 2), sum(x + 3));
    const __m128i four = _mm_srai_epi32(_mm_add_epi32(_mm_hadd_epi32(left, right), half), kShift);
    const __m128i packed = _mm_min_epu16(_mm_packus_epi32(four, four), _mm_set1_epi16(kMost));
    _mm_storel_epi64(reinterpret_cast<__m128i*>(to + x), packed);
  }
#endif
  for (; x < to_width_; ++x) {
    const int16_t* in = row_.data() + across_.first[static_cast<size_t>(x)];
    const int16_t* weights = across_.weights.data() + static_cast<size_t>(x) * static_cast<size_t>(taps);
    int total = 1 << (kShift - 1);
    for (int k = 0; k < taps; ++k) total += in[k] * weights[k];
    to[x] = static_cast<uint16_t>(std::clamp(total >> kShift, 0, kMost));
  }
}

void Resampler::run(const uint8_t* from, int from_stride, uint8_t* to, int to_stride) {
  if (same_ && depth_ <= kResultBits) {
    for (int y = 0; y < to_height_; ++y) {
      const uint8_t* in = from + int64_t{y} * from_stride;
      auto* out = reinterpret_cast<uint16_t*>(to + int64_t{y} * to_stride);
      for (int x = 0; x < to_width_; ++x) {
        const int sample = depth_ == 8 ? in[x] : sample_at<uint16_t>(in, x, depth_);
        out[x] = static_cast<uint16_t>(sample << (kResultBits - depth_));
      }
    }
    return;
  }
  for (int y = 0; y < to_height_; ++y) {
    if (depth_ == 8) {
      down<uint8_t>(from, from_stride, y);
    } else {
      down<uint16_t>(from, from_stride, y);
    }
    across(reinterpret_cast<uint16_t*>(to + int64_t{y} * to_stride));
  }
}

}  // namespace cliploop
