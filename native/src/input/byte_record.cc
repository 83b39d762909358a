#include "input/byte_record.h"

#include <algorithm>

namespace cliploop {
namespace {

constexpr int kBlock = 32 << 10;  // bytes to read at once

}  // namespace

void ByteRecord::add(int64_t offset, std::span<const uint8_t> bytes) {
  bytes = bytes.first(std::min(bytes.size(), kKept - kept_));
  if (bytes.empty()) return;
  kept_ += bytes.size();
  const bool follows =
      !pieces_.empty() && offset == pieces_.back().offset + static_cast<int64_t>(pieces_.back().bytes.size());
  if (!follows) pieces_.push_back({offset, {}});
  pieces_.back().bytes.insert(pieces_.back().bytes.end(), bytes.begin(), bytes.end());
}

size_t ByteRecord::read(int64_t offset, std::span<uint8_t> bytes) const {
  size_t got = 0;
  for (bool found = true; found && got < bytes.size();) {
    found = false;
    for (const Piece& piece : pieces_) {
      const int64_t skip = offset + static_cast<int64_t>(got) - piece.offset;
      if (skip < 0 || skip >= static_cast<int64_t>(piece.bytes.size())) continue;
      const std::span<const uint8_t> rest = std::span(piece.bytes).subspan(static_cast<size_t>(skip));
      const size_t count = std::min(rest.size(), bytes.size() - got);
      std::copy_n(rest.begin(), count, bytes.begin() + static_cast<std::ptrdiff_t>(got));
      got += count;
      found = true;
      break;
    }
  }
  return got;
}

bool HeaderBytes::read(int64_t offset, std::span<uint8_t> bytes) {
  if (offset < 0) return false;
  size_t got = 0;
  while (got < bytes.size()) {
    const int64_t at = offset + static_cast<int64_t>(got);
    size_t count = record_.read(at, bytes.subspan(got));
    if (count == 0) count = more_.read(at, bytes.subspan(got));
    got += count;
    if (count > 0) continue;
    if (from_source_ >= kMost) return false;
    std::vector<uint8_t> block(kBlock);
    source_.seek(at);
    const int more = source_.read(block.data(), kBlock);
    if (more <= 0) return false;
    from_source_ += static_cast<size_t>(more);
    more_.add(at, std::span(block).first(static_cast<size_t>(more)));
  }
  return true;
}

int64_t HeaderBytes::number(int64_t offset, int size) {
  uint8_t bytes[8] = {};
  if (size < 1 || size > 8 || !read(offset, std::span(bytes).first(static_cast<size_t>(size)))) return -1;
  uint64_t value = 0;
  for (int i = 0; i < size; ++i) value = value << 8 | bytes[i];
  return static_cast<int64_t>(value & INT64_MAX);
}

}  // namespace cliploop
