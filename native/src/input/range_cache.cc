#include "input/range_cache.h"

#include <algorithm>

namespace cliploop {

void RangeCache::add(int64_t offset, std::span<const uint8_t> bytes) {
  const int64_t known = static_cast<int64_t>(head_.size()) - offset;
  if (known >= 0 && offset < kHead) {
    if (known >= static_cast<int64_t>(bytes.size())) return;
    const auto fresh = bytes.subspan(static_cast<size_t>(known));
    const int64_t room = kHead - static_cast<int64_t>(head_.size());
    const auto kept = fresh.first(static_cast<size_t>(std::min<int64_t>(room, static_cast<int64_t>(fresh.size()))));
    head_.insert(head_.end(), kept.begin(), kept.end());
    if (kept.size() == fresh.size()) return;
  }
  recent_bytes_ += static_cast<int64_t>(bytes.size());
  if (Piece* last = recent_.empty() ? nullptr : &recent_.back();
      last != nullptr && last->end() == offset && last->bytes.size() + bytes.size() <= kPiece) {
    last->bytes.insert(last->bytes.end(), bytes.begin(), bytes.end());
  } else {
    recent_.push_back({offset, {bytes.begin(), bytes.end()}});
    recent_bytes_ += kOverhead;
  }
  while (recent_bytes_ > kRecent && recent_.size() > 1) {
    recent_bytes_ -= static_cast<int64_t>(recent_.front().bytes.size()) + kOverhead;
    recent_.pop_front();
  }
}

std::span<const uint8_t> RangeCache::find(int64_t offset) const {
  if (offset < static_cast<int64_t>(head_.size())) return std::span(head_).subspan(static_cast<size_t>(offset));
  for (const Piece& piece : recent_) {
    const int64_t within = offset - piece.offset;
    if (within < 0 || within >= static_cast<int64_t>(piece.bytes.size())) continue;
    return std::span(piece.bytes).subspan(static_cast<size_t>(within));
  }
  return {};
}

}  // namespace cliploop
