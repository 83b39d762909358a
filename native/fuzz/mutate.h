// Changes media files in ways that keep more of them intact than the random changes of libFuzzer: payloads change in
// place, and sizes, types and whole chunks change in containers.
#pragma once

#include <algorithm>
#include <array>
#include <cstring>
#include <random>

#include "fuzz.h"

extern "C" size_t LLVMFuzzerMutate(uint8_t* data, size_t size, size_t max_size);

namespace fuzz {

class Mutator {
 public:
  Mutator(uint8_t* data, size_t size, size_t max_size, unsigned seed)
      : data_(data), size_(size), max_size_(max_size), random_(seed) {}

  // tail: the last bytes of the file, which choose the options of the run.
  size_t run(size_t tail) {
    if (size_ <= tail + 16) return LLVMFuzzerMutate(data_, size_, max_size_);
    switch (below(10)) {
      case 0:
        return LLVMFuzzerMutate(data_, size_, max_size_);
      case 1:
        LLVMFuzzerMutate(data_ + size_ - tail, tail, tail);
        return size_;
      case 2:
        return truncate(tail);
      case 3:
        return remove();
      case 4:
        return repeat();
      case 5:
      case 6:
        return change_size();
      default:
        return change_in_place();
    }
  }

 private:
  size_t below(size_t count) { return count == 0 ? 0 : random_() % count; }

  size_t change_in_place() {
    const size_t length = std::min<size_t>(1 + below(below(4) == 0 ? 200 : 12), size_);
    uint8_t* at = data_ + below(size_ - length + 1);
    std::vector<uint8_t> part(at, at + length);
    const size_t now = LLVMFuzzerMutate(part.data(), length, length);
    std::copy_n(part.begin(), std::min(now, length), at);
    return size_;
  }

  size_t truncate(size_t tail) {
    const size_t keep = below(size_ - tail);
    std::memmove(data_ + keep, data_ + size_ - tail, tail);
    return keep + tail;
  }

  // The place of a chunk's type: four letters or digits. Some place when there is none.
  size_t chunk() {
    const auto is_type = [&](size_t at) {
      return std::all_of(data_ + at, data_ + at + 4, [](uint8_t c) { return c >= 0x20 && c < 0x7f; });
    };
    const size_t start = below(size_ - 8);
    for (size_t i = 0; i < size_ - 8; ++i) {
      const size_t at = 4 + (start + i) % (size_ - 8);
      if (is_type(at)) return at;
    }
    return 4 + start;
  }

  size_t remove() {
    size_t from = chunk() - 4;
    size_t to = chunk() - 4;
    if (from > to) std::swap(from, to);
    std::memmove(data_ + from, data_ + to, size_ - to);
    return size_ - (to - from);
  }

  size_t repeat() {
    size_t from = chunk() - 4;
    size_t to = chunk() - 4;
    if (from > to) std::swap(from, to);
    const size_t length = std::min(to - from, max_size_ - size_);
    const std::vector<uint8_t> part(data_ + from, data_ + from + length);
    const size_t at = chunk() - 4;
    std::memmove(data_ + at + length, data_ + at, size_ - at);
    std::copy(part.begin(), part.end(), data_ + at);
    return size_ + length;
  }

  // The size before the type, as in MP4, or after it, as in RIFF.
  size_t change_size() {
    const size_t type = chunk();
    const bool after = type + 8 <= size_ && below(2) == 0;
    uint8_t* field = data_ + (after ? type + 4 : type - 4);
    uint32_t value = 0;
    for (size_t i = 0; i < 4; ++i) value |= uint32_t{field[i]} << (after ? 8 * i : 24 - 8 * i);
    const std::array<uint32_t, 12> values = {0,         1,          7,          8,
                                             16,        value - 1,  value + 1,  value * 2,
                                             value / 2, 0x7fffffff, 0xffffffff, static_cast<uint32_t>(size_)};
    value = values[below(values.size())];
    for (size_t i = 0; i < 4; ++i) field[i] = static_cast<uint8_t>(value >> (after ? 8 * i : 24 - 8 * i));
    return size_;
  }

  uint8_t* data_;
  size_t size_;
  size_t max_size_;
  std::minstd_rand random_;
};

}  // namespace fuzz
