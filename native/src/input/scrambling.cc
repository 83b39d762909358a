#include "input/scrambling.h"

#include <algorithm>
#include <array>

namespace cliploop {
namespace {

constexpr uint8_t kSync = 0x47;
constexpr int64_t kHeader = 4;     // bytes
constexpr int64_t kMinRun = 8;     // scrambled packets in a row; single ones are damage
constexpr int64_t kSyncBytes = 8;  // in a row, to recognize a transport stream

}  // namespace

void Scrambling::find_packets(std::span<const uint8_t> head) {
  searched_ = true;
  // 192: with a time stamp before each packet (Blu-ray). 204: with error correction after each packet.
  for (const int64_t stride : {188, 192, 204}) {
    for (int64_t phase = 0; phase < stride; ++phase) {
      int64_t found = 0;
      const auto size = static_cast<int64_t>(head.size());
      while (found < kSyncBytes && phase + found * stride < size && head[phase + found * stride] == kSync) ++found;
      if (found < kSyncBytes) continue;
      phase_ = phase;
      stride_ = stride;
      return;
    }
  }
}

void Scrambling::feed(int64_t offset, std::span<const uint8_t> bytes) {
  if (!searched_ && offset == 0) find_packets(bytes);
  if (stride_ == 0) return;
  const auto size = static_cast<int64_t>(bytes.size());
  int64_t at = (phase_ - offset) % stride_;
  if (at < 0) at += stride_;
  for (; at + kHeader <= size; at += stride_) {
    const uint8_t* packet = &bytes[static_cast<size_t>(at)];
    const bool has_payload = (packet[3] & 0x10) != 0;
    if (packet[0] != kSync || !has_payload) continue;
    const int pid = (packet[1] & 0x1f) << 8 | packet[2];
    const bool scrambled = (packet[3] & 0xc0) != 0;
    if (scrambled) {
      ++runs_[pid];
    } else if (const auto run = runs_.find(pid); run != runs_.end()) {
      runs_.erase(run);
    }
  }
}

bool Scrambling::is_scrambled(int pid) const {
  const auto run = runs_.find(pid);
  return run != runs_.end() && run->second >= kMinRun;
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
