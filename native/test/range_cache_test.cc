#include "input/range_cache.h"

#include <doctest/doctest.h>

using namespace cliploop;

namespace {

std::vector<uint8_t> filled(size_t size, uint8_t value) { return std::vector<uint8_t>(size, value); }

}  // namespace

TEST_CASE("RangeCache keeps the beginning and what was read last") {
  constexpr int64_t kPiece = 1 << 20;
  RangeCache cache;
  CHECK(cache.find(0).empty());
  for (int64_t i = 0; i < 8; ++i) cache.add(i * kPiece, filled(kPiece, static_cast<uint8_t>(i)));
  CHECK(cache.find(0).size() == RangeCache::kHead);
  CHECK(cache.find(kPiece)[0] == 1);
  CHECK(cache.find(3 * kPiece).empty());
  CHECK(cache.find(7 * kPiece + 10).size() == kPiece - 10);
  CHECK(cache.find(7 * kPiece)[0] == 7);
  CHECK(cache.find(8 * kPiece).empty());
}

TEST_CASE("RangeCache extends the beginning only with bytes that follow it") {
  RangeCache cache;
  cache.add(100, filled(50, 1));
  CHECK(cache.find(0).empty());
  CHECK(cache.find(120).size() == 30);
  cache.add(0, filled(60, 2));
  cache.add(40, filled(40, 3));
  CHECK(cache.find(0).size() == 80);
  CHECK(cache.find(59)[0] == 2);
  CHECK(cache.find(60)[0] == 3);
  CHECK(cache.find(80).empty());
}

TEST_CASE("RangeCache keeps bytes that arrive one by one in few pieces") {
  constexpr int64_t kStart = 10 << 20;
  constexpr int64_t kBytes = 3 << 20;
  RangeCache cache;
  for (int64_t i = 0; i < kBytes; ++i) cache.add(kStart + i, filled(1, static_cast<uint8_t>(i % 251)));
  CHECK(cache.pieces() <= 32);
  for (int64_t i = kBytes - (1 << 20); i < kBytes; i += 4093) CHECK(cache.find(kStart + i)[0] == i % 251);
  CHECK(cache.find(kStart).empty());
  CHECK(cache.find(kStart + kBytes).empty());
}

TEST_CASE("RangeCache counts the memory of pieces that do not continue each other") {
  RangeCache cache;
  for (int64_t i = 0; i < 100'000; ++i) cache.add((10 << 20) + 2 * i, filled(1, 7));
  CHECK(cache.pieces() <= RangeCache::kRecent / 64);
  CHECK(cache.find((10 << 20) + 2 * 99'999)[0] == 7);
  CHECK(cache.find((10 << 20) + 2 * 99'998 + 1).empty());
}
