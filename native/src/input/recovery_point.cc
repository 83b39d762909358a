#include "input/recovery_point.h"

#include <algorithm>
#include <array>

namespace cliploop {
namespace {

using Bytes = std::span<const uint8_t>;

constexpr int kPrefixSei = 39;     // type of the unit
constexpr int kRecoveryPoint = 6;  // type of the message
constexpr size_t kUnitHeader = 2;  // bytes

// A signed Exp-Golomb number at the beginning.
std::optional<int> signed_number(Bytes bytes) {
  constexpr size_t kMost = 24;  // bits that are zero before the number
  const auto bit = [&](size_t at) { return at / 8 < bytes.size() ? (bytes[at / 8] >> (7 - at % 8)) & 1 : 0; };
  size_t zeros = 0;
  while (zeros < kMost && bit(zeros) == 0) ++zeros;
  if (zeros == kMost) return std::nullopt;
  int code = 1;
  for (size_t i = 1; i <= zeros; ++i) code = code * 2 + bit(zeros + i);
  --code;
  return code % 2 == 0 ? -code / 2 : (code + 1) / 2;
}

// A number of a message header, in which each byte 0xff adds 255.
size_t message_number(Bytes unit, size_t& at) {
  size_t number = 0;
  while (at < unit.size() && unit[at] == 0xff) number += unit[at++];
  return at < unit.size() ? number + unit[at++] : number;
}

std::optional<int> recovery_of_unit(Bytes unit) {
  if (unit.size() <= kUnitHeader || ((unit[0] >> 1) & 0x3f) != kPrefixSei) return std::nullopt;
  size_t at = kUnitHeader;
  while (at + 2 < unit.size()) {
    const size_t type = message_number(unit, at);
    const size_t size = message_number(unit, at);
    if (at + size > unit.size()) return std::nullopt;
    if (type == kRecoveryPoint) return signed_number(unit.subspan(at, size));
    at += size;
  }
  return std::nullopt;
}

Bytes next_unit_with_length(Bytes& rest, size_t bytes_of_length) {
  size_t length = 0;
  for (size_t i = 0; i < bytes_of_length; ++i) length = length << 8 | rest[i];
  rest = rest.subspan(bytes_of_length);
  const Bytes unit = rest.first(std::min(length, rest.size()));
  rest = rest.subspan(unit.size());
  return unit;
}

// The first unit, after the start code at the beginning.
Bytes next_unit_with_start_code(Bytes& rest) {
  constexpr std::array<uint8_t, 3> kStartCode{0, 0, 1};
  const auto from = std::search(rest.begin(), rest.end(), kStartCode.begin(), kStartCode.end());
  if (from == rest.end()) {
    rest = {};
    return {};
  }
  rest = rest.subspan(static_cast<size_t>(from - rest.begin()) + kStartCode.size());
  const auto to = std::search(rest.begin(), rest.end(), kStartCode.begin(), kStartCode.end());
  const Bytes unit = rest.first(static_cast<size_t>(to - rest.begin()));
  rest = rest.subspan(unit.size());
  return unit;
}

}  // namespace

std::optional<int> recovery_frames(const AVCodecParameters& parameters, Bytes payload) {
  constexpr int kLengthSize = 21;  // offset in the configuration of MP4 and Matroska
  if (parameters.codec_id != AV_CODEC_ID_HEVC) return std::nullopt;
  const bool has_lengths = parameters.extradata_size > kLengthSize && parameters.extradata[0] == 1;
  const size_t bytes_of_length = has_lengths ? (parameters.extradata[kLengthSize] & 3) + 1U : 0;
  while (payload.size() > bytes_of_length + kUnitHeader) {
    const Bytes unit =
        has_lengths ? next_unit_with_length(payload, bytes_of_length) : next_unit_with_start_code(payload);
    const auto found = recovery_of_unit(unit);
    if (found && *found >= 0) return found;
  }
  return std::nullopt;
}

}  // namespace cliploop
