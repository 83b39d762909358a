#include "input/clock_breaks.h"

#include <algorithm>

namespace cliploop {
namespace {

using Stamp = StampProbe::Stamp;

constexpr int64_t kSecond = 90'000;  // ticks
constexpr int64_t kBack = kSecond / 10;
constexpr int64_t kJump = 10 * kSecond;
constexpr size_t kMostBreaks = 64;

bool is_break(const Stamp& earlier, const Stamp& later) {
  const int64_t step = stamp_difference(later.ticks, earlier.ticks);
  return step < -kBack || step > kJump;
}

std::optional<Stamp> with_clock(const std::vector<Stamp>& stamps, Stamp::Clock clock) {
  const auto found = std::find_if(stamps.begin(), stamps.end(), [&](const Stamp& s) { return s.clock == clock; });
  return found == stamps.end() ? std::nullopt : std::optional(*found);
}

std::vector<int64_t> places(Source& source, int64_t known) {
  constexpr int64_t kStep = 1 << 20;
  constexpr int64_t kMostPlaces = 1024;
  constexpr int64_t kRemoteStep = 8 << 20;
  constexpr int64_t kRemotePlaces = 16;
  constexpr int64_t kLeastPlaces = 6;
  const int64_t size = source.size();
  const bool remote = source.remote();
  const int64_t count =
      std::clamp(size / (remote ? kRemoteStep : kStep), kLeastPlaces, remote ? kRemotePlaces : kMostPlaces);
  std::vector<int64_t> offsets;
  for (int64_t i = 0; i < count; ++i) offsets.push_back(size / count * i);
  // Each of these is twice as far as the one before, so that a short part in front of a long one is seen.
  for (int64_t offset = size / 2; offset >= std::max<int64_t>(known / 2, 1); offset /= 2) offsets.push_back(offset);
  std::sort(offsets.begin(), offsets.end());
  return offsets;
}

// Looks for breaks between two stamps. There is no stamp from `end` up to the later one.
void narrow(StampProbe& probe, const Stamp& before, const Stamp& after, int64_t end, int64_t closest,
            std::vector<ClockBreak>& out) {
  if (!is_break(before, after) || out.size() > kMostBreaks) return;
  if (end - before.offset <= closest) {
    // Both clocks of a program stream may tell the same.
    if (out.empty() || before.offset >= out.back().after) out.push_back({before.offset, after.offset});
    return;
  }
  const int64_t middle = before.offset + (end - before.offset) / 2;
  const std::optional<Stamp> stamp = with_clock(probe.at(middle, end), before.clock);
  if (!stamp) {
    narrow(probe, before, after, middle, closest, out);
    return;
  }
  narrow(probe, before, *stamp, middle, closest, out);
  narrow(probe, *stamp, after, end, closest, out);
}

}  // namespace

int64_t closest_places(const Source& source) { return source.remote() ? 512 << 10 : 64 << 10; }

std::optional<std::vector<ClockBreak>> find_clock_breaks(StampProbe& probe, Source& source, int64_t known) {
  constexpr int kMostMissing = 3;  // places in a row
  const int64_t size = source.size();
  const int64_t closest = closest_places(source);
  std::vector<ClockBreak> breaks;
  std::optional<Stamp> last[2];
  int missing = 0;
  for (const int64_t offset : places(source, known)) {
    bool any_video = false;
    for (const Stamp& stamp : probe.at(offset, size)) {
      std::optional<Stamp>& before = last[static_cast<int>(stamp.clock)];
      any_video = any_video || stamp.clock == Stamp::Clock::VIDEO;
      if (before && stamp.offset > before->offset) narrow(probe, *before, stamp, offset, closest, breaks);
      if (breaks.size() > kMostBreaks) return std::nullopt;
      before = stamp;
    }
    if (!probe.has_video()) return std::nullopt;  // the video has moved to another stream
    missing = any_video ? 0 : missing + 1;
    if (missing > kMostMissing && !last[1]) return std::nullopt;
  }
  if (!last[0]) return std::nullopt;
  return breaks;
}

}  // namespace cliploop
