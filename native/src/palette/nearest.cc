#include "palette/nearest.h"

#include <algorithm>
#include <cmath>
#include <utility>

#ifdef __SSE4_1__
#include <smmintrin.h>
#endif

namespace cliploop {

NearestColor::NearestColor(const Palette& palette) : count_((palette.size() + kBlock - 1) / kBlock * kBlock) {
  struct Entry {
    Ycc color;
    uint8_t index;
  };
  std::vector<Entry> sorted;
  sorted.reserve(count_);
  for (const Rgb color : palette) sorted.push_back({ycc(color), static_cast<uint8_t>(sorted.size())});
  std::stable_sort(sorted.begin(), sorted.end(), [](const Entry& a, const Entry& b) { return a.color.y < b.color.y; });
  while (sorted.size() < count_) sorted.push_back(sorted.back());
  for (size_t i = 0; i < count_; ++i) {
    luma_blue_[i * 2] = static_cast<int16_t>(sorted[i].color.y);
    luma_blue_[i * 2 + 1] = static_cast<int16_t>(sorted[i].color.u);
    red_[i * 2] = static_cast<int16_t>(sorted[i].color.v);
    red_[i * 2 + 1] = 0;
    index_[i] = sorted[i].index;
  }
  size_t at = 0;
  for (size_t luma = 0; luma < start_.size(); ++luma) {
    while (at < count_ && sorted[at].color.y < static_cast<int>(luma * 4)) ++at;
    start_[luma] = static_cast<uint16_t>(at);
  }
}

// The minimum of `best` and the distances of the colors from begin to end, which are multiples of kBlock. The upper 24
// bits are the distance, the lower 8 bits the position of the color.
uint32_t NearestColor::nearest_in(Ycc color, size_t begin, size_t end, uint32_t best) const {
  if (begin >= end) return best;
#ifdef __SSE4_1__
  const auto pair = [](int low, int high) {
    return _mm_set1_epi32(static_cast<int>((static_cast<uint32_t>(low) & 0xffff) | static_cast<uint32_t>(high) << 16));
  };
  const __m128i luma_blue = pair(color.y, color.u);
  const __m128i red = pair(color.v, 0);
  const __m128i four = _mm_set1_epi32(4);
  __m128i place = _mm_add_epi32(_mm_set1_epi32(static_cast<int>(begin)), _mm_setr_epi32(0, 1, 2, 3));
  __m128i least = _mm_set1_epi32(static_cast<int>(best));
  for (size_t i = begin; i < end; i += kBlock) {
    const auto load = [i](const auto& values) {
      return _mm_loadu_si128(reinterpret_cast<const __m128i*>(values.data() + i * 2));
    };
    const __m128i a = _mm_sub_epi16(load(luma_blue_), luma_blue);
    const __m128i b = _mm_sub_epi16(load(red_), red);
    const __m128i squared = _mm_add_epi32(_mm_madd_epi16(a, a), _mm_madd_epi16(b, b));
    least = _mm_min_epu32(least, _mm_or_si128(_mm_slli_epi32(squared, 8), place));
    place = _mm_add_epi32(place, four);
  }
  least = _mm_min_epu32(least, _mm_shuffle_epi32(least, 0x4e));
  least = _mm_min_epu32(least, _mm_shuffle_epi32(least, 0xb1));
  return static_cast<uint32_t>(_mm_cvtsi128_si32(least));
#else
  for (size_t i = begin; i < end; ++i) {
    const int squared = distance(color, {luma_blue_[i * 2], luma_blue_[i * 2 + 1], red_[i * 2]});
    best = std::min(best, static_cast<uint32_t>(squared) << 8 | static_cast<uint32_t>(i));
  }
  return best;
#endif
}

int NearestColor::find(Ycc color) const {
  constexpr size_t kFirst = 2 * kBlock;  // colors on each side that are compared first
  const auto start_at = [&](int luma) { return size_t{start_[static_cast<size_t>(std::clamp(luma >> 2, 0, 257))]}; };
  const size_t middle = start_at(color.y) / kBlock * kBlock;
  const size_t from = middle - std::min(middle, kFirst);
  const size_t to = std::min(count_, middle + kFirst);
  uint32_t best = nearest_in(color, from, to, UINT32_MAX);
  // Colors whose luma differs by more than this are not nearer.
  const int reach = static_cast<int>(std::sqrt(static_cast<float>(best >> 8))) + 1;
  best = nearest_in(color, start_at(color.y - reach) / kBlock * kBlock, from, best);
  const size_t end = (start_at(color.y + reach + 4) + kBlock - 1) / kBlock * kBlock;
  best = nearest_in(color, to, end, best);
  return index_[best & 255];
}

ColorTable::ColorTable(Palette palette)
    : palette_(std::move(palette)), nearest_(palette_), cells_(size_t{1} << 17, 0) {}

uint8_t ColorTable::fill(uint32_t pixel) const {
  const auto middle = [&](int shift, int size) {
    return static_cast<int>(pixel >> shift & 255) / size * size + size / 2;
  };
  return static_cast<uint8_t>(1 + nearest_.find(ycc(middle(0, 4), middle(8, 4), middle(16, 8))));
}

}  // namespace cliploop
