#include "gif/lzw.h"

#include <doctest/doctest.h>

#include <random>

#include "lzw_reference.h"

using cliploop::gif::bits_for;
using cliploop::gif::lzw;

namespace {

void check_round_trip(const std::vector<uint8_t>& indices, int bits) {
  std::vector<uint8_t> stream;
  lzw(indices, bits, stream);
  CHECK(oracle::unlzw_stream(stream) == indices);
  CHECK(stream == oracle::slow_lzw(indices, bits));
}

}  // namespace

TEST_CASE("bits_for returns the bits of a table") {
  CHECK(bits_for(1) == 1);
  CHECK(bits_for(2) == 1);
  CHECK(bits_for(3) == 2);
  CHECK(bits_for(4) == 2);
  CHECK(bits_for(5) == 3);
  CHECK(bits_for(255) == 8);
  CHECK(bits_for(256) == 8);
}

TEST_CASE("lzw encodes random data of every depth, beyond full tables") {
  std::mt19937 random(7);
  for (int bits = 1; bits <= 8; ++bits) {
    for (const size_t size : {1, 2, 3, 100, 4000, 60000}) {
      std::vector<uint8_t> indices(size);
      for (uint8_t& index : indices) index = static_cast<uint8_t>(random() % (1U << bits));
      check_round_trip(indices, bits);
    }
  }
}

TEST_CASE("lzw encodes constant, striped and ramped data") {
  for (int bits = 1; bits <= 8; ++bits) {
    const unsigned mask = (1U << bits) - 1;
    std::vector<uint8_t> flat(70000, static_cast<uint8_t>(mask));
    std::vector<uint8_t> stripes(30000);
    std::vector<uint8_t> ramp(30000);
    for (size_t i = 0; i < ramp.size(); ++i) {
      stripes[i] = static_cast<uint8_t>((i / 7) & 1);
      ramp[i] = static_cast<uint8_t>((i * i / 97) & mask);
    }
    check_round_trip(flat, bits);
    check_round_trip(stripes, bits);
    check_round_trip(ramp, bits);
  }
}

TEST_CASE("lzw encodes every length around changes of the code width and the full table") {
  std::mt19937 random(11);
  std::vector<uint8_t> all(4300);
  for (uint8_t& index : all) index = static_cast<uint8_t>(random() & 255);
  for (const size_t middle : {255U, 256U, 767U, 1791U, 3838U, 4096U}) {
    for (size_t size = middle - 6; size < middle + 6; ++size) {
      check_round_trip({all.begin(), all.begin() + static_cast<ptrdiff_t>(size)}, 8);
    }
  }
}

TEST_CASE("lzw encodes no pixels as a valid stream") { check_round_trip({}, 3); }

TEST_CASE("lzw appends to the output and starts with the minimum code size") {
  std::vector<uint8_t> out = {42};
  const std::vector<uint8_t> indices = {0, 1, 0};
  lzw(indices, 1, out);
  CHECK(out[0] == 42);
  CHECK(out[1] == 2);
}
