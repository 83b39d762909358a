// A slow LZW encoder, and a decoder, to compare gif/lzw.h with.
#pragma once

#include <algorithm>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "gif_oracle.h"

namespace oracle {

// Encodes with whole strings as keys.
inline std::vector<uint8_t> slow_lzw(const std::vector<uint8_t>& indices, int bits) {
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

// Decodes the minimum code size and the sub-blocks.
inline std::vector<uint8_t> unlzw_stream(const std::vector<uint8_t>& stream) {
  std::vector<uint8_t> data;
  size_t at = 1;
  while (stream.at(at) != 0) {
    const size_t size = stream[at++];
    for (size_t i = 0; i < size; ++i) data.push_back(stream.at(at++));
  }
  must(at + 1 == stream.size(), "bytes after the blocks");
  return unlzw(data, stream[0]);
}

}  // namespace oracle
