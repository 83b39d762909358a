#include <algorithm>

#include "base/cpu.h"
#include "frame/resample_passes.h"

#ifdef __x86_64__
#include <immintrin.h>
#endif

namespace cliploop {
namespace {

#ifdef __x86_64__
// Two sums of 8 products, one in each half.
__attribute__((target("avx2"))) __m256i two_sums(const int16_t* left, const int16_t* right, const int16_t* weights) {
  const __m128i low = _mm_loadu_si128(reinterpret_cast<const __m128i*>(left));
  const __m128i high = _mm_loadu_si128(reinterpret_cast<const __m128i*>(right));
  return _mm256_madd_epi16(_mm256_inserti128_si256(_mm256_castsi128_si256(low), high, 1),
                           _mm256_loadu_si256(reinterpret_cast<const __m256i*>(weights)));
}

// One sum of 16, 32 or more products, in eight parts.
__attribute__((target("avx2"))) __m256i one_sum(const int16_t* row, const int16_t* weights, int taps) {
  __m256i total = _mm256_setzero_si256();
  for (int k = 0; k < taps; k += 2 * kPassBlock) {
    const __m256i samples = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(row + k));
    const __m256i factors = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(weights + k));
    total = _mm256_add_epi32(total, _mm256_madd_epi16(samples, factors));
  }
  return total;
}

// Eight sums of `taps` products. first: where each window begins in the row.
__attribute__((target("avx2"))) __m256i eight_sums(const int16_t* row, const int* first, const int16_t* weights,
                                                   int taps) {
  __m256i parts[4];
  if (taps == kPassBlock) {
    for (int n = 0; n < 4; ++n) {
      parts[n] = two_sums(row + first[2 * n], row + first[2 * n + 1], weights + 2 * n * kPassBlock);
    }
    const __m256i sums =
        _mm256_hadd_epi32(_mm256_hadd_epi32(parts[0], parts[1]), _mm256_hadd_epi32(parts[2], parts[3]));
    // The even sums are in the lower half, the odd ones in the upper half.
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

// Makes whole blocks of output samples. Returns the x after the last one. shift and most: as in resample_across().
__attribute__((target("avx2"))) int across_avx2(const int16_t* row, const int* first, const int16_t* weights, int taps,
                                                int shift, int most, int width, uint16_t* to) {
  const __m256i half = _mm256_set1_epi32(1 << (shift - 1));
  const __m128i count = _mm_cvtsi32_si128(shift);
  const __m128i limit = _mm_set1_epi16(static_cast<int16_t>(most));
  int x = 0;
  for (; x + kPassBlock <= width; x += kPassBlock) {
    const __m256i sums = eight_sums(row, first + x, weights + x * taps, taps);
    const __m256i rounded = _mm256_sra_epi32(_mm256_add_epi32(sums, half), count);
    const __m128i packed = _mm_packus_epi32(_mm256_castsi256_si128(rounded), _mm256_extracti128_si256(rounded, 1));
    _mm_storeu_si128(reinterpret_cast<__m128i*>(to + x), _mm_min_epu16(packed, limit));
  }
  return x;
}
#endif

}  // namespace

void resample_across(const Kernel& kernel, const int16_t* row, int width, uint16_t* to) {
  constexpr int kShift = kWeightBits + kRowBits - yuv_bits;
  constexpr int kMax = (1 << yuv_bits) - 1;
  const int taps = kernel.taps;
  int x = 0;
#ifdef __x86_64__
  if (has_avx2()) {
    x = across_avx2(row, kernel.first.data(), kernel.weights.data(), taps, kShift, kMax, width, to);
  }
  const auto sum = [&](int n) {
    const int16_t* in = row + kernel.first[static_cast<size_t>(n)];
    const int16_t* weights = kernel.weights.data() + static_cast<size_t>(n) * static_cast<size_t>(taps);
    __m128i total = _mm_setzero_si128();
    for (int k = 0; k < taps; k += kPassBlock) {
      total = _mm_add_epi32(total, _mm_madd_epi16(_mm_loadu_si128(reinterpret_cast<const __m128i*>(in + k)),
                                                  _mm_loadu_si128(reinterpret_cast<const __m128i*>(weights + k))));
    }
    return total;
  };
  const __m128i half = _mm_set1_epi32(1 << (kShift - 1));
  for (; x + 4 <= width; x += 4) {
    const __m128i left = _mm_hadd_epi32(sum(x), sum(x + 1));
    const __m128i right = _mm_hadd_epi32(sum(x + 2), sum(x + 3));
    const __m128i four = _mm_srai_epi32(_mm_add_epi32(_mm_hadd_epi32(left, right), half), kShift);
    const __m128i packed = _mm_min_epu16(_mm_packus_epi32(four, four), _mm_set1_epi16(kMax));
    _mm_storel_epi64(reinterpret_cast<__m128i*>(to + x), packed);
  }
#endif
  for (; x < width; ++x) {
    const int16_t* in = row + kernel.first[static_cast<size_t>(x)];
    const int16_t* weights = kernel.weights.data() + static_cast<size_t>(x) * static_cast<size_t>(taps);
    int total = 1 << (kShift - 1);
    for (int k = 0; k < taps; ++k) total += in[k] * weights[k];
    to[x] = static_cast<uint16_t>(std::clamp(total >> kShift, 0, kMax));
  }
}

}  // namespace cliploop
