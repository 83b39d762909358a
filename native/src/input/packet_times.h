// Time stamps and durations of packets that are within the range of any clock.
#pragma once

#include <algorithm>
#include <cstdint>

#include "base/av_ptr.h"

namespace cliploop {

// A sum of ticks. Neither the sum nor the difference of two results overflows.
inline int64_t clamped(__int128 ticks) {
  constexpr int64_t kMost = (int64_t{1} << 62) - 1;
  return static_cast<int64_t>(std::clamp<__int128>(ticks, -kMost, kMost));
}

// Makes time stamps near the ends of the 64-bit range unknown, and durations zero. Only damaged files have them: ticks
// of a nanosecond since 1970 are below.
inline void drop_impossible_times(AVPacket& packet) {
  constexpr int64_t kLatest = int64_t{1} << 61;
  const auto is_possible = [](int64_t ticks) { return -kLatest <= ticks && ticks <= kLatest; };
  if (!is_possible(packet.pts)) packet.pts = AV_NOPTS_VALUE;
  if (!is_possible(packet.dts)) packet.dts = AV_NOPTS_VALUE;
  if (packet.duration < 0 || packet.duration > kLatest) packet.duration = 0;
}

}  // namespace cliploop
