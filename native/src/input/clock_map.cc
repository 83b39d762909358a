#include "input/clock_map.h"

#include <algorithm>
#include <string_view>

namespace cliploop {
namespace {

constexpr int64_t kTicksPerSecond = 90'000;
constexpr int64_t kAround =
    3 * kTicksPerSecond;  // from a place to the packets that are wanted, because streams are interleaved

std::unique_ptr<StampProbe> make_probe(const Parts& parts, Source& source) {
  const std::string_view name = parts.first().format().iformat->name;
  const AVStream& stream = parts.stream();
  if (stream.time_base.num != 1 || stream.time_base.den != kTicksPerSecond) return nullptr;
  if (name == "mpegts") return std::make_unique<StampProbe>(source, StampProbe::Format::TRANSPORT, stream.id);
  if (name == "mpeg") return std::make_unique<StampProbe>(source, StampProbe::Format::PROGRAM, stream.id);
  return nullptr;
}

// The highest offset from `begin` to `end` whose stamp is at or before `ticks` of the same part; `begin` without any.
int64_t find_stamp(StampProbe& probe, int64_t begin, int64_t end, int64_t ticks, int64_t closest) {
  int64_t low = begin;
  int64_t high = end;
  while (high - low > closest) {
    const int64_t middle = low + (high - low) / 2;
    const std::vector<StampProbe::Stamp> stamps = probe.at(middle, high);
    if (!stamps.empty() && stamp_difference(stamps.front().ticks, ticks) <= 0) {
      low = middle;
    } else {
      high = middle;
    }
  }
  return low;
}

}  // namespace

ClockMap::ClockMap(Source& source, std::unique_ptr<StampProbe> probe) : source_(&source), probe_(std::move(probe)) {
  parts_.push_back({0, source.size(), 0, 0});
}

std::optional<ClockMap> ClockMap::make(Parts& parts, Source& source, PacketClock& clock, int64_t known, bool& moved) {
  constexpr int64_t kNear = 8 << 20;  // bytes
  std::unique_ptr<StampProbe> probe = make_probe(parts, source);
  if (!probe || source.size() <= 0) return std::nullopt;
  const auto breaks = find_clock_breaks(*probe, source, known);
  if (!breaks) return std::nullopt;
  ClockMap map(source, std::move(probe));
  map.parts_.front().first = parts.stream().start_time != AV_NOPTS_VALUE ? parts.stream().start_time : 0;
  for (size_t i = 0; i < breaks->size();) {
    ClockBreak around = (*breaks)[i++];
    while (i < breaks->size() && (*breaks)[i].before - around.after < kNear) around.after = (*breaks)[i++].after;
    moved = true;
    if (!map.add(parts, clock, around)) return std::nullopt;
  }
  const std::optional<StampProbe::Stamp> last = map.probe_->last_before(source.size());
  if (last) {
    const Part& part = map.parts_.back();
    map.last_ = part.first + stamp_difference(last->ticks, part.first - part.shift);
  }
  return map;
}

bool ClockMap::add(Parts& parts, PacketClock& clock, const ClockBreak& around) {
  constexpr int64_t kMostBytes = 32 << 20;  // between a place and the break
  const int64_t closest = closest_places(*source_);
  Part& before = parts_.back();
  const auto stamps = probe_->at(around.before, source_->size());
  if (stamps.empty()) return false;
  const int64_t begin = find_stamp(*probe_, std::max(before.begin, around.before - kMostBytes), around.before,
                                   stamps.front().ticks - kAround, closest);
  if (!parts.seek_to_byte(begin)) return false;
  clock.reset();
  std::optional<int64_t> first;
  while (!first) {
    const PacketPtr packet = clock.next([&] { return parts.read(); });
    if (!packet || clock.bytes() > 2 * kMostBytes) return false;
    if (packet->pos >= around.after) {
      first = packet->dts != AV_NOPTS_VALUE ? std::optional(packet->dts) : std::nullopt;
      if (!first && packet->pts != AV_NOPTS_VALUE) first = packet->pts;
    }
  }
  if (clock.restarts() == 0) return true;  // not for the packets of the video
  before.end = around.before;
  parts_.push_back({around.after, source_->size(), before.shift + *first, before.shift + clock.shift()});
  return true;
}

ClockMap::Place ClockMap::before(int64_t stamp) const {
  // A part that follows begins after the last frames of the one before, so that these must be read too.
  int64_t wanted = stamp - kAround;
  size_t i = parts_.size() - 1;
  for (; i > 0 && parts_[i].first > wanted; --i) wanted = std::min(wanted, parts_[i].first - kAround);
  const Part& part = parts_[i];
  return {find_stamp(*probe_, part.begin, part.end, wanted - part.shift, closest_places(*source_)), part.shift};
}

}  // namespace cliploop
