#include "input/scrambling.h"

#include <algorithm>
#include <array>
#include <bit>
#include <optional>
#include <utility>

namespace cliploop {
namespace {

constexpr uint8_t kSyncByte = 0x47;
constexpr int64_t kPacketBytes = 188;  // of a transport stream
constexpr int64_t kSyncBytes = 8;      // in a row, to recognize a transport stream
constexpr int64_t kSector = 2048;      // of a DVD; each has one pack
constexpr int64_t kPackHeader = 14;    // bytes
constexpr size_t kHead = 4096;         // bytes that are enough to recognize both
constexpr size_t kPesHeader = 7;       // bytes up to the flags of a PES packet
constexpr int kMinTransport = 8;       // scrambled packets in a row; single ones are damage
constexpr int kMinSectors = 6;         // scrambled ones of the last 16; some DVDs have every second one clear

bool is_start_code(std::span<const uint8_t> bytes) {
  return bytes.size() >= 4 && bytes[0] == 0 && bytes[1] == 0 && bytes[2] == 1;
}

bool is_pack(std::span<const uint8_t> bytes) {
  return bytes.size() >= kPackHeader && is_start_code(bytes) && bytes[3] == 0xba && (bytes[4] & 0xc0) == 0x40;
}

bool is_video(uint8_t stream) { return (stream & 0xf0) == 0xe0; }

// What the header of a PES packet says; nullopt when the bytes are no such header of video.
std::optional<bool> pes_scrambling(std::span<const uint8_t> pes) {
  if (pes.size() < kPesHeader || !is_start_code(pes) || !is_video(pes[3]) || (pes[6] & 0xc0) != 0x80)
    return std::nullopt;
  return (pes[6] & 0x30) != 0;
}

}  // namespace

void Scrambling::find_packets() {
  searched_ = true;
  const std::span<const uint8_t> head = rest_;
  const auto size = static_cast<int64_t>(head.size());
  if (size >= kSector + kPackHeader && is_pack(head) && is_pack(head.subspan(kSector))) {
    layout_ = Layout::PROGRAM;
    stride_ = length_ = kSector;
    return;
  }
  // 192: with a time stamp before each packet (Blu-ray). 204: with error correction after each packet.
  for (const int64_t stride : {188, 192, 204}) {
    for (int64_t phase = 0; phase < stride; ++phase) {
      int64_t found = 0;
      while (found < kSyncBytes && phase + found * stride < size && head[phase + found * stride] == kSyncByte) ++found;
      if (found < kSyncBytes) continue;
      layout_ = Layout::TRANSPORT;
      phase_ = phase;
      stride_ = stride;
      length_ = kPacketBytes;
      return;
    }
  }
}

void Scrambling::feed(int64_t offset, std::span<const uint8_t> bytes) {
  if (!searched_) {
    collect_head(offset, bytes);
  } else if (layout_ != Layout::OTHER) {
    read_packets(offset, bytes);
  }
}

void Scrambling::collect_head(int64_t offset, std::span<const uint8_t> bytes) {
  const auto known = static_cast<int64_t>(rest_.size());
  const int64_t end = offset + static_cast<int64_t>(bytes.size());
  if (offset > known || end < known) return;
  const bool ended = bytes.empty() && known > 0;
  const auto fresh = bytes.subspan(static_cast<size_t>(known - offset));
  rest_.insert(rest_.end(), fresh.begin(), fresh.end());
  if (rest_.size() < kHead && !ended) return;
  find_packets();
  const std::vector<uint8_t> head = std::exchange(rest_, {});
  if (layout_ != Layout::OTHER) read_packets(0, head);
}

void Scrambling::read_packets(int64_t offset, std::span<const uint8_t> bytes) {
  const auto size = static_cast<int64_t>(bytes.size());
  if (offset != next_) rest_.clear();
  next_ = offset + size;
  if (!rest_.empty()) {
    const auto known = static_cast<int64_t>(rest_.size());
    const auto missing = bytes.first(static_cast<size_t>(std::min(length_ - known, size)));
    rest_.insert(rest_.end(), missing.begin(), missing.end());
    if (static_cast<int64_t>(rest_.size()) < length_) return;
    read_packet(offset - known, rest_);
    rest_.clear();
  }
  int64_t at = (phase_ - offset) % stride_;
  if (at < 0) at += stride_;
  for (; at + length_ <= size; at += stride_) {
    read_packet(offset + at, bytes.subspan(static_cast<size_t>(at), static_cast<size_t>(length_)));
  }
  if (at < size) rest_.assign(bytes.begin() + at, bytes.end());
}

void Scrambling::read_packet(int64_t offset, std::span<const uint8_t> packet) {
  if (layout_ == Layout::TRANSPORT) {
    read_transport_packet(offset, packet);
  } else {
    read_pack(offset, packet);
  }
}

void Scrambling::read_transport_packet(int64_t offset, std::span<const uint8_t> bytes) {
  constexpr size_t kHeader = 4;
  if (bytes[0] != kSyncByte || (bytes[3] & 0x10) == 0) return;
  Recent& recent = streams_[(bytes[1] & 0x1f) << 8 | bytes[2]];
  const bool scrambled = (bytes[3] & 0xc0) != 0;
  const bool starts = (bytes[1] & 0x40) != 0;
  if (starts && !scrambled) {
    const size_t adaptation = (bytes[3] & 0x20) != 0 ? size_t{1} + bytes[kHeader] : 0;
    const auto payload = bytes.subspan(std::min(bytes.size(), kHeader + adaptation));
    if (payload.size() >= kPesHeader) recent.pes_scrambled = pes_scrambling(payload).value_or(false);
  }
  note(recent, offset, scrambled || recent.pes_scrambled);
}

void Scrambling::read_pack(int64_t offset, std::span<const uint8_t> bytes) {
  if (!is_pack(bytes)) return;
  const size_t stuffing = bytes[13] & 7;
  const auto pes = bytes.subspan(std::min(bytes.size(), kPackHeader + stuffing));
  if (const auto scrambled = pes_scrambling(pes)) note(streams_[0x100 + pes[3]], offset, *scrambled);
}

void Scrambling::note(Recent& recent, int64_t offset, bool scrambled) {
  if (scrambled && (recent.scrambled == 0 || offset < recent.first)) recent.first = offset;
  recent.scrambled = static_cast<uint16_t>(recent.scrambled << 1 | (scrambled ? 1 : 0));
}

bool Scrambling::is_scrambled(int stream) const {
  const auto found = streams_.find(stream);
  if (found == streams_.end()) return false;
  if (layout_ == Layout::TRANSPORT) return std::countr_one(found->second.scrambled) >= kMinTransport;
  return std::popcount(found->second.scrambled) >= kMinSectors;
}

bool Scrambling::is_scrambled() const {
  return std::any_of(streams_.begin(), streams_.end(), [&](const auto& stream) { return is_scrambled(stream.first); });
}

bool Scrambling::is_scrambled_at(int stream, int64_t offset) const {
  return is_scrambled(stream) && offset >= streams_.at(stream).first;
}

bool looks_random(std::span<const uint8_t> bytes) {
  constexpr size_t kEnough = 2048;
  constexpr double kMaxDeviation = 400;  // chi-squared with 255 degrees of freedom: random data stay below it
  if (bytes.size() < kEnough) return false;
  std::array<int, 256> counts{};
  for (const uint8_t byte : bytes) ++counts[byte];
  const double expected = static_cast<double>(bytes.size()) / 256;
  double deviation = 0;
  for (const int count : counts) deviation += (count - expected) * (count - expected) / expected;
  return deviation < kMaxDeviation;
}

}  // namespace cliploop
