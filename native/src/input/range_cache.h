// Keeps bytes of an input that is read by range requests, because a job reads the same places several times.
#pragma once

#include <cstdint>
#include <deque>
#include <span>
#include <vector>

namespace cliploop {

class RangeCache {
 public:
  static constexpr int64_t kHead = 2 << 20;    // bytes of the beginning, which are kept
  static constexpr int64_t kRecent = 2 << 20;  // bytes that were read last
  // offset: of the first byte. Bytes that arrive in order extend the beginning.
  void add(int64_t offset, std::span<const uint8_t> bytes);
  // The bytes at the offset, as many as are there in one piece; empty when there are none.
  std::span<const uint8_t> find(int64_t offset) const;
  // The number of pieces besides the beginning. find() looks at all of them.
  size_t pieces() const { return recent_.size(); }

 private:
  struct Piece {
    int64_t offset = 0;
    std::vector<uint8_t> bytes;
    int64_t end() const { return offset + static_cast<int64_t>(bytes.size()); }
  };
  static constexpr size_t kPiece = 64 << 10;  // bytes of a piece to which others are appended, at most
  static constexpr int64_t kOverhead = 64;    // bytes of memory for each piece besides its content, about
  std::vector<uint8_t> head_;
  std::deque<Piece> recent_;
  int64_t recent_bytes_ = 0;
};

}  // namespace cliploop
