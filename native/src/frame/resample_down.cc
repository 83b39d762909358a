#include <algorithm>
#include <array>
#include <span>

#include "base/cpu.h"
#include "frame/resample_passes.h"

#ifdef __x86_64__
#include <immintrin.h>
#endif

namespace cliploop {
namespace {

constexpr int kMaxTaps = kMaxKernelSpan + 2;

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
// Makes whole blocks from x on. Returns the x after the last one.
template <typename Sample>
int down_sse(std::span<const Tap> taps, int depth, int shift, int x, int width, int16_t* to) {
  const __m128i most = _mm_set1_epi16(static_cast<int16_t>((1 << depth) - 1));
  const __m128i half = _mm_set1_epi32(1 << (shift - 1));
  const __m128i count = _mm_cvtsi32_si128(shift);
  for (; x + kPassBlock <= width; x += kPassBlock) {
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

// The same for samples of one byte, 32 at a time.
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
#endif

}  // namespace

template <typename Sample>
void resample_down(const Kernel& kernel, const SamplePlane& from, int y, int16_t* to) {
  const int width = from.width;
  const int depth = from.depth;
  const int16_t* weights = kernel.weights.data() + static_cast<size_t>(y) * static_cast<size_t>(kernel.taps);
  std::array<Tap, kMaxTaps / 2> taps;
  const int pairs = kernel.taps / 2;
  for (int k = 0; k < pairs; ++k) {
    // Padding taps, whose weight is 0, may lie below the plane.
    const auto row = [&](int n) {
      return from.data + int64_t{std::min(kernel.first[static_cast<size_t>(y)] + n, from.height - 1)} * from.stride;
    };
    taps[static_cast<size_t>(k)] = {row(2 * k), row(2 * k + 1), weights[2 * k], weights[2 * k + 1]};
  }
  const int shift = depth + kWeightBits - kRowBits;
  const std::span<const Tap> all(taps.data(), static_cast<size_t>(pairs));
  int x = 0;
#ifdef __x86_64__
  if (sizeof(Sample) == 1 && has_avx2()) x = down_avx2(all, shift, width, to);
  x = down_sse<Sample>(all, depth, shift, x, width, to);
#endif
  for (; x < width; ++x) {
    int sum = 1 << (shift - 1);
    for (const Tap& tap : all) {
      sum += sample_at<Sample>(tap.upper, x, depth) * tap.upper_weight +
             sample_at<Sample>(tap.lower, x, depth) * tap.lower_weight;
    }
    to[x] = static_cast<int16_t>(std::clamp(sum >> shift, INT16_MIN, INT16_MAX));
  }
}

template void resample_down<uint8_t>(const Kernel& kernel, const SamplePlane& from, int y, int16_t* to);
template void resample_down<uint16_t>(const Kernel& kernel, const SamplePlane& from, int y, int16_t* to);

}  // namespace cliploop
