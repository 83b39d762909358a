#include "input/stamp_probe.h"

#include <algorithm>
#include <array>

namespace cliploop {
namespace {

constexpr size_t kPiece = 16 << 10;
constexpr size_t kEnough = 64 << 10;  // for the system clock alone
constexpr size_t kMost = 512 << 10;
constexpr size_t kPacket = 188;
constexpr uint8_t kSync = 0x47;
constexpr size_t kLongestHeader = 32;  // of PES, up to its time stamps

// 33 bits in five bytes.
int64_t stamp_at(std::span<const uint8_t> bytes, size_t at) {
  return int64_t{(bytes[at] >> 1) & 7} << 30 | int64_t{bytes[at + 1]} << 22 | int64_t{bytes[at + 2] >> 1} << 15 |
         int64_t{bytes[at + 3]} << 7 | int64_t{bytes[at + 4] >> 1};
}

bool has_start_code(std::span<const uint8_t> bytes, size_t at) {
  return bytes[at] == 0 && bytes[at + 1] == 0 && bytes[at + 2] == 1;
}

// The decoding time stamp of a PES header, or else its presentation time stamp.
std::optional<int64_t> stamp_of_pes(std::span<const uint8_t> header) {
  constexpr size_t kFields = 6;  // bytes before the flags
  constexpr size_t kStamp = 5;
  size_t at = kFields;
  const auto fits = [&](size_t count) { return at + count <= header.size(); };
  if (fits(3 + 2 * kStamp) && (header[at] & 0xc0) == 0x80) {
    const int flags = header[at + 1] >> 6;
    at += 3;
    if (flags == 2) return stamp_at(header, at);
    return flags == 3 ? std::optional(stamp_at(header, at + kStamp)) : std::nullopt;
  }
  // MPEG-1
  while (fits(1) && header[at] == 0xff) ++at;
  if (fits(2) && (header[at] & 0xc0) == 0x40) at += 2;
  if (!fits(2 * kStamp)) return std::nullopt;
  const int flags = header[at] >> 4;
  if (flags == 2) return stamp_at(header, at);
  return flags == 3 ? std::optional(stamp_at(header, at + kStamp)) : std::nullopt;
}

// The system clock of the header of a pack.
std::optional<int64_t> stamp_of_pack(std::span<const uint8_t> header) {
  constexpr size_t kAt = 4;
  if ((header[kAt] & 0xf1) == 0x21) return stamp_at(header, kAt);  // MPEG-1
  if ((header[kAt] & 0xc4) != 0x44) return std::nullopt;
  const auto byte = [&](size_t i) { return int64_t{header[kAt + i]}; };
  return (byte(0) >> 3 & 7) << 30 | (byte(0) & 3) << 28 | byte(1) << 20 | (byte(2) >> 3) << 15 | (byte(2) & 3) << 13 |
         byte(3) << 5 | byte(4) >> 3;
}

}  // namespace

int64_t stamp_difference(int64_t later, int64_t earlier) {
  constexpr int64_t kWrap = int64_t{1} << 33;
  const int64_t ahead = (later - earlier) & (kWrap - 1);
  return ahead < kWrap / 2 ? ahead : ahead - kWrap;
}

bool StampProbe::read_more(int64_t end, size_t count) {
  const size_t before = bytes_.size();
  count = static_cast<size_t>(std::clamp<int64_t>(end - position_, 0, static_cast<int64_t>(count)));
  bytes_.resize(before + count);
  source_.seek(position_);
  size_t got = 0;
  while (got < count) {
    const int read = source_.read(bytes_.data() + before + got, static_cast<int>(count - got));
    if (read <= 0) break;
    got += static_cast<size_t>(read);
  }
  bytes_.resize(before + got);
  position_ += static_cast<int64_t>(got);
  return got > 0;
}

std::vector<StampProbe::Stamp> StampProbe::at(int64_t offset, int64_t end) {
  bytes_.clear();
  position_ = offset;
  size_t step = kPiece;
  while (bytes_.size() < kMost && read_more(end, step)) {
    found_.clear();
    parse(offset);
    const auto is_video = [](const Stamp& stamp) { return stamp.clock == Stamp::Clock::VIDEO; };
    if (std::any_of(found_.begin(), found_.end(), is_video)) break;
    if (!found_.empty() && bytes_.size() >= kEnough) break;
    step = bytes_.size();
  }
  std::vector<Stamp> first;
  for (const Stamp& stamp : found_) {
    const auto same = [&](const Stamp& other) { return other.clock == stamp.clock; };
    if (std::none_of(first.begin(), first.end(), same)) first.push_back(stamp);
  }
  found_.clear();
  return first;
}

std::optional<StampProbe::Stamp> StampProbe::last_before(int64_t end) {
  for (auto length = static_cast<int64_t>(kPiece); length <= 2 * static_cast<int64_t>(kMost); length *= 4) {
    bytes_.clear();
    found_.clear();
    position_ = std::max<int64_t>(0, end - length);
    const int64_t offset = position_;
    read_more(end, static_cast<size_t>(length));
    parse(offset);
    std::optional<Stamp> last;
    for (const Stamp& stamp : found_) {
      if (stamp.clock == Stamp::Clock::VIDEO) last = stamp;
    }
    if (last || offset == 0) return last;
  }
  return std::nullopt;
}

void StampProbe::parse(int64_t offset) {
  if (format_ == Format::TRANSPORT) {
    parse_transport(offset);
  } else {
    parse_program(offset);
  }
}

void StampProbe::parse_pes(std::span<const uint8_t> header, int64_t offset) {
  const std::optional<int64_t> stamp = stamp_of_pes(header);
  if (stamp) found_.push_back({Stamp::Clock::VIDEO, offset, *stamp});
}

void StampProbe::parse_transport(int64_t offset) {
  constexpr std::array<size_t, 3> kStrides = {188, 192, 204};
  constexpr size_t kRun = 5;
  const std::span<const uint8_t> bytes(bytes_);
  int packets = 0;
  int of_video = 0;
  size_t stride = 0;
  size_t at = 0;
  while (at + kRun * kStrides.back() <= bytes.size() || (stride > 0 && at + kPacket <= bytes.size())) {
    if (stride > 0 && bytes[at] != kSync) stride = 0;
    if (stride == 0) {
      const auto repeats = [&](size_t step) {
        for (size_t i = 0; i < kRun; ++i) {
          if (at + i * step >= bytes.size() || bytes[at + i * step] != kSync) return false;
        }
        return true;
      };
      const auto* found = std::find_if(kStrides.begin(), kStrides.end(), repeats);
      if (found == kStrides.end()) {
        ++at;
        continue;
      }
      stride = *found;
    }
    const auto packet = bytes.subspan(at, kPacket);
    const int pid = (packet[1] & 0x1f) << 8 | packet[2];
    constexpr int kNull = 0x1fff;
    packets += pid != kNull ? 1 : 0;
    of_video += pid == video_ ? 1 : 0;
    const bool begins = (packet[1] & 0xc0) == 0x40 && (packet[3] & 0x10) != 0;
    const size_t payload = 4 + ((packet[3] & 0x20) != 0 ? size_t{packet[4]} + 1 : 0);
    if (pid == video_ && begins && payload + kLongestHeader <= kPacket && has_start_code(packet, payload)) {
      parse_pes(packet.subspan(payload), offset + static_cast<int64_t>(at));
    }
    at += stride;
  }
  has_video_ = of_video > 0 || packets == 0;
}

void StampProbe::parse_program(int64_t offset) {
  constexpr uint8_t kPack = 0xba;
  const std::span<const uint8_t> bytes(bytes_);
  const auto video = static_cast<uint8_t>(video_ & 0xff);
  for (size_t at = 0; at + kLongestHeader <= bytes.size(); ++at) {
    if (bytes[at + 2] > 1) {
      at += 2;
      continue;
    }
    if (!has_start_code(bytes, at)) continue;
    const auto header = bytes.subspan(at, kLongestHeader);
    if (header[3] == kPack) {
      const std::optional<int64_t> stamp = stamp_of_pack(header);
      if (stamp) found_.push_back({Stamp::Clock::SYSTEM, offset + static_cast<int64_t>(at), *stamp});
    } else if (header[3] == video) {
      parse_pes(header, offset + static_cast<int64_t>(at));
    }
  }
  has_video_ = true;
}

}  // namespace cliploop
