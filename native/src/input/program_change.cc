#include "input/program_change.h"

#include <algorithm>
#include <array>

extern "C" {
#include <libavutil/crc.h>
}

namespace cliploop {
namespace {

constexpr char kSyncChar = 0x47;
constexpr size_t kPacketChars = 188;
constexpr size_t kTimestamp = 4;      // bytes before each packet of a Blu-ray
constexpr size_t kRun = 5;            // sync bytes that are compared
constexpr size_t kSectionHeader = 8;  // bytes before the entries of a table
constexpr size_t kChecksum = 4;       // bytes after them
constexpr std::array<int, 11> kVideoTypes = {0x01, 0x02, 0x10, 0x1b, 0x20, 0x24, 0x33, 0x42, 0xd1, 0xd2, 0xea};

int pid_at(std::span<const uint8_t> bytes, size_t at) { return (bytes[at] & 0x1f) << 8 | bytes[at + 1]; }

// The section that begins in the packet; empty when there is none, or when it does not end there or is damaged.
std::span<const uint8_t> section_of(std::string_view packet) {
  const std::span<const uint8_t> bytes(reinterpret_cast<const uint8_t*>(packet.data()), packet.size());
  const bool begins = (bytes[1] & 0x40) != 0;
  const bool has_fields = (bytes[3] & 0x20) != 0;
  const bool has_payload = (bytes[3] & 0x10) != 0;
  if (!begins || !has_payload) return {};
  size_t at = 4;
  if (has_fields) at += 1 + size_t{bytes[at]};
  if (at >= bytes.size()) return {};
  at += 1 + size_t{bytes[at]};
  if (at + 3 > bytes.size()) return {};
  const size_t length = 3 + (size_t{bytes[at + 1] & 0x0fU} << 8 | bytes[at + 2]);
  if (length < kSectionHeader + kChecksum || at + length > bytes.size()) return {};
  const auto section = bytes.subspan(at, length);
  if (av_crc(av_crc_get_table(AV_CRC_32_IEEE), UINT32_MAX, section.data(), section.size()) != 0) return {};
  return section;
}

}  // namespace

bool ProgramChange::find_packets(std::string_view bytes) {
  for (const size_t stride : {kPacketChars, kPacketChars + kTimestamp}) {
    const size_t prefix = stride - kPacketChars;
    size_t found = 0;
    while (found < kRun && bytes[prefix + found * stride] == kSyncChar) ++found;
    if (found < kRun) continue;
    stride_ = stride;
    prefix_ = prefix;
    return true;
  }
  return false;
}

void ProgramChange::feed(int64_t offset, std::string_view bytes) {
  const int64_t end = offset + static_cast<int64_t>(bytes.size());
  if (ignored_ || change_ >= 0 || offset > next_ || end <= next_) return;
  bytes.remove_prefix(static_cast<size_t>(next_ - offset));
  int64_t at = next_ - static_cast<int64_t>(rest_.size());
  next_ = end;
  rest_ += bytes;
  bytes = rest_;
  if (stride_ == 0) {
    constexpr size_t kEnough = kRun * (kPacketChars + kTimestamp);
    if (bytes.size() < kEnough) return;
    ignored_ = !find_packets(bytes);
  }
  while (bytes.size() >= stride_ && !ignored_ && change_ < 0) {
    // A file that was cut anywhere may end with an incomplete packet.
    const bool in_step = bytes[prefix_] == kSyncChar;
    if (in_step) read_packet(at, bytes.substr(prefix_, kPacketChars));
    const size_t step = in_step ? stride_ : 1;
    at += static_cast<int64_t>(step);
    bytes.remove_prefix(step);
  }
  rest_.erase(0, rest_.size() - bytes.size());
}

void ProgramChange::read_packet(int64_t offset, std::string_view packet) {
  const int pid = (packet[1] & 0x1f) << 8 | static_cast<uint8_t>(packet[2]);
  if (pid == 0) {
    read_programs(offset, section_of(packet));
  } else if (pid == table_) {
    read_streams(offset, section_of(packet));
  } else if (videos_.contains(pid)) {
    tables_at_ = -1;
  }
}

void ProgramChange::read_programs(int64_t offset, std::span<const uint8_t> section) {
  constexpr size_t kEntry = 4;
  if (section.empty() || section[0] != 0) return;
  int programs = 0;
  int table = -1;
  for (size_t at = kSectionHeader; at + kEntry + kChecksum <= section.size(); at += kEntry) {
    const bool is_network = section[at] == 0 && section[at + 1] == 0;
    if (is_network) continue;
    ++programs;
    table = pid_at(section, at + 2);
  }
  ignored_ = programs > 1;
  if (programs != 1) return;
  table_ = table;
  if (tables_at_ < 0) tables_at_ = offset;
}

void ProgramChange::read_streams(int64_t offset, std::span<const uint8_t> section) {
  constexpr size_t kTableId = 2;
  constexpr size_t kEntry = 5;
  constexpr size_t kStreamsHeader = kSectionHeader + 4;
  if (section.size() < kStreamsHeader + kChecksum || section[0] != kTableId) return;
  std::set<int> videos;
  size_t at = kStreamsHeader + (size_t{section[10] & 0x0fU} << 8 | section[11]);
  while (at + kEntry + kChecksum <= section.size()) {
    if (std::find(kVideoTypes.begin(), kVideoTypes.end(), section[at]) != kVideoTypes.end()) {
      videos.insert(pid_at(section, at + 1));
    }
    at += kEntry + (size_t{section[at + 3] & 0x0fU} << 8 | section[at + 4]);
  }
  if (videos.empty()) return;
  const bool goes_on = std::any_of(videos.begin(), videos.end(), [&](int pid) { return videos_.contains(pid); });
  if (!videos_.empty() && !goes_on) {
    change_ = tables_at_ >= 0 ? tables_at_ : offset;
  } else {
    videos_ = std::move(videos);
  }
}

}  // namespace cliploop
