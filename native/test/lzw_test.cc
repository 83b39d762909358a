#include "gif/lzw.h"

#include <doctest/doctest.h>

#include <map>
#include <random>
#include <string>

#include "gif_oracle.h"

using cliploop::gif::bits_for;
using cliploop::gif::lzw;

namespace {

// A slow reference encoder, with whole strings as keys.
std::vector<uint8_t> naive(const std::vector<uint8_t>& indices, int bits) {
  const int minimum = bits < 2 ? 2 : bits;
  const int clear = 1 << minimum;
  std::vector<uint8_t> packed;
  size_t bit = 0;
  int width = minimum + 1;
  const auto put = [&](int code) {
    for (int i = 0; i < width; ++i, ++bit) {
      if (bit % 8 == 0) packed.push_back(0);
      packed.back() = static_cast<uint8_t>(packed.back() | ((code >> i) & 1) << (bit % 8));
    }
  };
  std::map<std::string, int> table;
  int next = 0;
  const auto reset = [&] {
    table.clear();
    for (int i = 0; i < clear; ++i) table[std::string(1, static_cast<char>(i))] = i;
    next = clear + 2;
    width = minimum + 1;
  };
  reset();
  put(clear);
  std::string string;
  for (const uint8_t index : indices) {
    const std::string longer = string + static_cast<char>(index);
    if (table.count(longer) != 0) {
      string = longer;
      continue;
    }
    put(table[string]);
    if (next < 4096) {
      if (next == 1 << width) ++width;
      table[longer] = next++;
    } else {
      put(clear);
      reset();
    }
    string.assign(1, static_cast<char>(index));
  }
  if (!string.empty()) {
    put(table[string]);
    if (next == 1 << width && width < 12) ++width;
  }
  put(clear + 1);

  std::vector<uint8_t> out = {static_cast<uint8_t>(minimum)};
  for (size_t at = 0; at < packed.size(); at += 255) {
    const size_t size = std::min<size_t>(255, packed.size() - at);
    out.push_back(static_cast<uint8_t>(size));
    out.insert(out.end(), packed.begin() + static_cast<ptrdiff_t>(at),
               packed.begin() + static_cast<ptrdiff_t>(at + size));
  }
  out.push_back(0);
  return out;
}

std::vector<uint8_t> decoded(const std::vector<uint8_t>& stream) {
  std::vector<uint8_t> data;
  size_t at = 1;
  while (stream.at(at) != 0) {
    const size_t size = stream[at++];
    for (size_t i = 0; i < size; ++i) data.push_back(stream.at(at++));
  }
  CHECK(at + 1 == stream.size());
  return oracle::unlzw(data, stream[0]);
}

void check_round_trip(const std::vector<uint8_t>& indices, int bits) {
  std::vector<uint8_t> stream;
  lzw(indices, bits, stream);
  CHECK(decoded(stream) == indices);
  CHECK(stream == naive(indices, bits));
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
