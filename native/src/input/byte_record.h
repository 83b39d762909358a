// Keeps the bytes that the demuxer read while it opened the container, so that its header can be read again without
// another request.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "input/source.h"

namespace cliploop {

class ByteRecord {
 public:
  // Keeps at most kKept bytes; more are not recorded.
  void add(int64_t offset, std::span<const uint8_t> bytes);
  // Reads up to bytes.size() bytes at the offset; fewer when the next ones are not recorded.
  size_t read(int64_t offset, std::span<uint8_t> bytes) const;

 private:
  static constexpr size_t kKept = 4 << 20;
  struct Piece {
    int64_t offset;
    std::vector<uint8_t> bytes;
  };
  std::vector<Piece> pieces_;
  size_t kept_ = 0;
};

// Reads at any offset: from the record, and from the source what the record lacks.
class HeaderBytes {
 public:
  HeaderBytes(const ByteRecord& record, Source& source) : record_(record), source_(source) {}
  // False when the input ends before, or when kMost bytes of the source were read. Throws the errors of the source.
  bool read(int64_t offset, std::span<uint8_t> bytes);
  // A big-endian number of 1 to 8 bytes at the offset, or -1 when it cannot be read. The highest bit is cleared.
  int64_t number(int64_t offset, int size);

 private:
  static constexpr size_t kMost = 2 << 20;
  const ByteRecord& record_;
  Source& source_;
  ByteRecord more_;  // read from the source
  size_t from_source_ = 0;
};

}  // namespace cliploop
