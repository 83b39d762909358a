#include "gif/lzw.h"

#include <algorithm>
#include <array>

#include "base/pool.h"

namespace cliploop::gif {
namespace {

constexpr int kMaxBits = 12;
constexpr int kMaxCodes = 1 << kMaxBits;

// Packs codes into bytes, lowest bit first.
class CodeWriter {
 public:
  // codes: an upper limit for the number of calls of put().
  explicit CodeWriter(size_t codes) : bytes_(codes * kMaxBits / 8 + 2 * sizeof bits_), at_(bytes_.data()) {}

  void put(int code, int width) {
    bits_ |= static_cast<uint64_t>(code) << count_;
    count_ += width;
    for (int byte = 0; byte < 8; ++byte) at_[byte] = static_cast<uint8_t>(bits_ >> (8 * byte));  // one store
    const int whole = count_ / 8;
    at_ += whole;
    bits_ >>= whole * 8;
    count_ -= whole * 8;
  }

  // Appends the codes in sub-blocks of at most 255 bytes, and the block terminator.
  void finish(std::vector<uint8_t>& out) const {
    constexpr size_t kBlock = 255;
    const size_t size = static_cast<size_t>(at_ - bytes_.data()) + (count_ > 0 ? 1 : 0);
    out.reserve(out.size() + size + size / kBlock + 2);
    for (size_t from = 0; from < size; from += kBlock) {
      const size_t length = std::min(kBlock, size - from);
      out.push_back(static_cast<uint8_t>(length));
      out.insert(out.end(), bytes_.data() + from, bytes_.data() + from + length);
    }
    out.push_back(0);
  }

 private:
  FrameVector<uint8_t> bytes_;
  uint8_t* at_;  // after the last whole byte
  uint64_t bits_ = 0;
  int count_ = 0;
};

// The strings since the last clear code: maps (code of the string without its last index, last index) to the code.
class Dictionary {
 public:
  void clear() { keys_.fill(kFree); }

  // The code of the string, or -1. `slot` is the place for insert().
  int find(int prefix, uint8_t suffix, size_t& slot) const {
    const uint32_t key = static_cast<uint32_t>(prefix) << 8 | suffix;
    slot = (key * 2654435761U) >> (32 - kSlotBits);
    while (keys_[slot] != kFree) {
      if (keys_[slot] >> kMaxBits == key) return static_cast<int>(keys_[slot] & (kMaxCodes - 1));
      slot = (slot + 1) & (kSlots - 1);
    }
    return -1;
  }

  void insert(size_t slot, int prefix, uint8_t suffix, int code) {
    keys_[slot] = (static_cast<uint32_t>(prefix) << 8 | suffix) << kMaxBits | static_cast<uint32_t>(code);
  }

 private:
  static constexpr int kSlotBits = 13;
  static constexpr size_t kSlots = size_t{1} << kSlotBits;
  static constexpr uint32_t kFree = UINT32_MAX;
  std::array<uint32_t, kSlots> keys_;  // key << 12 | code
};

}  // namespace

int bits_for(int colors) {
  int bits = 1;
  while ((1 << bits) < colors) ++bits;
  return bits;
}

void lzw(std::span<const uint8_t> indices, int bits, std::vector<uint8_t>& out) {
  const int minimum = std::max(2, bits);
  const int clear = 1 << minimum;
  const int end = clear + 1;
  out.push_back(static_cast<uint8_t>(minimum));
  CodeWriter writer(indices.size() + indices.size() / 1024 +
                    4);  // at most one code per pixel, the clear codes and the end code
  Dictionary dictionary;
  dictionary.clear();
  int next = end + 1;
  int width = minimum + 1;
  writer.put(clear, width);
  if (indices.empty()) {
    writer.put(end, width);
    writer.finish(out);
    return;
  }
  int prefix = indices[0];
  for (size_t i = 1; i < indices.size(); ++i) {
    const uint8_t suffix = indices[i];
    size_t slot = 0;
    const int known = dictionary.find(prefix, suffix, slot);
    if (known >= 0) {
      prefix = known;
      continue;
    }
    writer.put(prefix, width);
    if (next < kMaxCodes) {
      dictionary.insert(slot, prefix, suffix, next);
      // The decoder adds its strings one code later, so the code width changes one code later too.
      if (next == 1 << width) ++width;
      ++next;
    } else {
      writer.put(clear, width);
      dictionary.clear();
      next = end + 1;
      width = minimum + 1;
    }
    prefix = suffix;
  }
  writer.put(prefix, width);
  // The decoder adds a string for the last code too, and may change its code width before it reads the end code.
  if (next == 1 << width && width < kMaxBits) ++width;
  writer.put(end, width);
  writer.finish(out);
}

}  // namespace cliploop::gif
