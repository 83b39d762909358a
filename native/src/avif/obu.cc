#include "avif/obu.h"

#include <algorithm>
#include <cstddef>

#include "base/status.h"

namespace cliploop::avif {
namespace {

constexpr int kSequenceHeader = 1;
constexpr int kTemporalDelimiter = 2;

[[noreturn]] void malformed() {
  throw Failure(Code::ENCODE_FAILED, Stage::MUX, "the AV1 encoder wrote a malformed packet");
}

class Bits {
 public:
  explicit Bits(std::span<const uint8_t> bytes) : bytes_(bytes) {}

  unsigned read(int count) {
    unsigned value = 0;
    for (; count > 0; --count, ++at_) {
      if (at_ / 8 >= bytes_.size()) malformed();
      value = value << 1 | (bytes_[at_ / 8] >> (7 - at_ % 8) & 1U);
    }
    return value;
  }
  // A number with as many bits as it has leading zeros, and one more.
  void skip_exp_golomb() {
    int zeros = 0;
    while (zeros < 32 && read(1) == 0) ++zeros;
    if (zeros < 32) read(zeros);
  }

 private:
  std::span<const uint8_t> bytes_;
  size_t at_ = 0;
};

// Reads up to the first operating point, whose level and tier are those of the stream.
void read_sequence(std::span<const uint8_t> payload, Sequence& sequence) {
  Bits bits(payload);
  sequence.profile = static_cast<int>(bits.read(3));
  sequence.tier = 0;
  bits.read(1);  // still_picture
  if (bits.read(1) != 0) {
    sequence.level = static_cast<int>(bits.read(5));
    return;
  }
  bool decoder_model = false;
  if (bits.read(1) != 0) {
    bits.read(32);
    bits.read(32);
    if (bits.read(1) != 0) bits.skip_exp_golomb();
    decoder_model = bits.read(1) != 0;
    if (decoder_model) {
      bits.read(5);
      bits.read(32);
      bits.read(10);
    }
  }
  bits.read(1);   // initial_display_delay_present_flag
  bits.read(5);   // operating_points_cnt_minus_1
  bits.read(12);  // operating_point_idc
  sequence.level = static_cast<int>(bits.read(5));
  constexpr int kLeastLevelWithTier = 8;
  if (sequence.level >= kLeastLevelWithTier) sequence.tier = static_cast<int>(bits.read(1));
}

struct Unit {
  int type;
  std::span<const uint8_t> whole;
  std::span<const uint8_t> payload;
};

Unit next_unit(std::span<const uint8_t> bytes) {
  const unsigned header = bytes[0];
  size_t at = (header & 4) != 0 ? 2 : 1;
  uint64_t size = bytes.size() - std::min(at, bytes.size());
  if ((header & 2) != 0) {
    size = 0;
    for (int shift = 0;; shift += 7) {
      if (at >= bytes.size() || shift > 28) malformed();
      const unsigned byte = bytes[at++];
      size |= uint64_t{byte & 0x7F} << shift;
      if ((byte & 0x80) == 0) break;
    }
  }
  if (size > bytes.size() - std::min(at, bytes.size())) malformed();
  const auto length = static_cast<size_t>(size);
  return {static_cast<int>(header >> 3 & 15), bytes.first(at + length), bytes.subspan(at, length)};
}

}  // namespace

std::vector<uint8_t> to_sample(std::span<const uint8_t> packet, Sequence& sequence) {
  std::vector<uint8_t> out;
  out.reserve(packet.size());
  while (!packet.empty()) {
    const Unit unit = next_unit(packet);
    packet = packet.subspan(unit.whole.size());
    if (unit.type == kTemporalDelimiter) continue;
    if (unit.type == kSequenceHeader && sequence.unit.empty()) {
      sequence.unit.assign(unit.whole.begin(), unit.whole.end());
      read_sequence(unit.payload, sequence);
    }
    out.insert(out.end(), unit.whole.begin(), unit.whole.end());
  }
  return out;
}

}  // namespace cliploop::avif
