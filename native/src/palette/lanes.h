// The channels of one pixel in one SIMD register.
#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>
#include <cstring>

#ifdef __SSE4_1__
#include <smmintrin.h>
#endif

namespace cliploop {

// Red, green, blue and an unused fourth lane of 16 bits each; arithmetic wraps around.
class Lanes {
 public:
#ifdef __SSE4_1__
  Lanes() : v_(_mm_setzero_si128()) {}
  explicit Lanes(int all) : v_(_mm_set1_epi16(static_cast<int16_t>(all))) {}
  Lanes(int r, int g, int b)
      : v_(_mm_setr_epi16(static_cast<int16_t>(r), static_cast<int16_t>(g), static_cast<int16_t>(b), 0, 0, 0, 0, 0)) {}

  // Loads the four bytes of a pixel.
  static Lanes load(const uint8_t* rgba) {
    int pixel;
    std::memcpy(&pixel, rgba, sizeof pixel);
    return _mm_cvtepu8_epi16(_mm_cvtsi32_si128(pixel));
  }

  friend Lanes operator+(Lanes a, Lanes b) { return _mm_add_epi16(a.v_, b.v_); }
  friend Lanes operator-(Lanes a, Lanes b) { return _mm_sub_epi16(a.v_, b.v_); }
  friend Lanes operator*(Lanes a, Lanes b) { return _mm_mullo_epi16(a.v_, b.v_); }
  // factor must be a power of two.
  template <int factor>
  Lanes times() const {
    return _mm_slli_epi16(v_, std::countr_zero(static_cast<unsigned>(factor)));
  }
  // Divides by 1 << bits and rounds towards zero.
  template <int bits>
  Lanes divided() const {
    const __m128i negative = _mm_and_si128(_mm_srai_epi16(v_, 15), _mm_set1_epi16((1 << bits) - 1));
    return _mm_srai_epi16(_mm_add_epi16(v_, negative), bits);
  }
  Lanes clamped(Lanes low, Lanes high) const { return _mm_min_epi16(_mm_max_epi16(v_, low.v_), high.v_); }

  // Red in the lowest byte; each lane must be from 0 to 255.
  uint32_t packed() const { return static_cast<uint32_t>(_mm_cvtsi128_si32(_mm_packus_epi16(v_, v_))); }

  // The sum of a * b over red, green and blue; the fourth lane of a or b must be 0.
  friend int dot(Lanes a, Lanes b) {
    const __m128i pairs = _mm_madd_epi16(a.v_, b.v_);
    return _mm_cvtsi128_si32(_mm_add_epi32(pairs, _mm_shuffle_epi32(pairs, 1)));
  }

 private:
  Lanes(__m128i v) : v_(v) {}  // implicit, for the results of the operators

  __m128i v_;
#else
  Lanes() = default;
  explicit Lanes(int all) { v_.fill(static_cast<int16_t>(all)); }
  Lanes(int r, int g, int b) : v_{static_cast<int16_t>(r), static_cast<int16_t>(g), static_cast<int16_t>(b), 0} {}

  static Lanes load(const uint8_t* rgba) {
    return each([&](size_t i) { return rgba[i]; });
  }

  friend Lanes operator+(Lanes a, Lanes b) {
    return each([&](size_t i) { return a.v_[i] + b.v_[i]; });
  }
  friend Lanes operator-(Lanes a, Lanes b) {
    return each([&](size_t i) { return a.v_[i] - b.v_[i]; });
  }
  friend Lanes operator*(Lanes a, Lanes b) {
    return each([&](size_t i) { return a.v_[i] * b.v_[i]; });
  }
  template <int factor>
  Lanes times() const {
    return each([&](size_t i) { return v_[i] * factor; });
  }
  template <int bits>
  Lanes divided() const {
    return each([&](size_t i) { return v_[i] / (1 << bits); });
  }
  Lanes clamped(Lanes low, Lanes high) const {
    return each([&](size_t i) { return std::min(std::max(v_[i], low.v_[i]), high.v_[i]); });
  }
  uint32_t packed() const {
    uint32_t out = 0;
    for (size_t i = 0; i < 4; ++i) out |= static_cast<uint32_t>(v_[i] & 255) << (8 * i);
    return out;
  }
  friend int dot(Lanes a, Lanes b) { return a.v_[0] * b.v_[0] + a.v_[1] * b.v_[1] + a.v_[2] * b.v_[2]; }

 private:
  template <typename F>
  static Lanes each(F f) {
    Lanes out;
    for (size_t i = 0; i < 4; ++i) out.v_[i] = static_cast<int16_t>(f(i));
    return out;
  }

  std::array<int16_t, 4> v_{};
#endif
};

}  // namespace cliploop
