#include "input/clock_breaks.h"

#include <algorithm>

namespace cliploop {
namespace {

using Stamp = StampProbe::Stamp;

constexpr int64_t kSecond = 90'000;  // ticks
constexpr int64_t kBack = kSecond / 10;
constexpr int64_t kJump = 10 * kSecond;
// Differences of stamps of 33 bits are right for 13 hours. The places may leave out a sixth of a part.
constexpr int64_t kLongest = int64_t{10} * 3600 * kSecond;
constexpr size_t kMostBreaks = 64;

// Tells whether two stamps are of one clock.
class Pace {
 public:
  void add(const Stamp& earlier, const Stamp& later) {
    const int64_t step = stamp_difference(later.ticks, earlier.ticks);
    const int64_t bytes = later.offset - earlier.offset;
    if (step > 0 && bytes > 0) ticks_per_byte_.push_back(static_cast<double>(step) / static_cast<double>(bytes));
  }
  void finish() {
    if (ticks_per_byte_.empty()) return;
    const auto middle = ticks_per_byte_.begin() + static_cast<std::ptrdiff_t>(ticks_per_byte_.size() / 2);
    std::nth_element(ticks_per_byte_.begin(), middle, ticks_per_byte_.end());
    usual_ = *middle;
  }
  // A step forward is one when it is longer than so many bytes usually last.
  bool is_break(const Stamp& earlier, const Stamp& later) const {
    constexpr double kVariation = 1.5;
    const int64_t step = stamp_difference(later.ticks, earlier.ticks);
    const double usual = usual_ * static_cast<double>(later.offset - earlier.offset);
    return step < -kBack || (step > kJump && static_cast<double>(step) > kVariation * usual);
  }

 private:
  std::vector<double> ticks_per_byte_;
  double usual_ = 0;
};

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

class Search {
 public:
  Search(StampProbe& probe, const Pace& pace, bool remote, int64_t closest)
      : probe_(probe), pace_(pace), fine_(remote ? 2 << 20 : 128 << 10), closest_(closest) {}

  // Looks for breaks between two stamps. There is no stamp from `end` up to the later one. near: there is a break close
  // to them, and a part between two breaks may be so short that its stamps fit those around it.
  void narrow(const Stamp& before, const Stamp& after, int64_t end, bool near = false) {
    const bool broken = pace_.is_break(before, after);
    if (breaks_.size() > kMostBreaks || (!broken && (!near || end - before.offset <= fine_))) return;
    if (end - before.offset <= closest_) {
      // Both clocks of a program stream may tell the same.
      if (breaks_.empty() || before.offset >= breaks_.back().after) breaks_.push_back({before.offset, after.offset});
      return;
    }
    const int64_t middle = before.offset + (end - before.offset) / 2;
    const std::optional<Stamp> stamp = with_clock(probe_.at(middle, end), before.clock);
    if (!stamp) {
      narrow(before, after, middle, near);
      return;
    }
    narrow(before, *stamp, middle, near || broken);
    narrow(*stamp, after, end, near || broken);
  }
  bool too_many() const { return breaks_.size() > kMostBreaks; }
  const std::vector<ClockBreak>& breaks() const { return breaks_; }

 private:
  StampProbe& probe_;
  const Pace& pace_;
  const int64_t fine_;  // bytes
  const int64_t closest_;
  std::vector<ClockBreak> breaks_;
};

}  // namespace

int64_t closest_places(const Source& source) { return source.remote() ? 512 << 10 : 64 << 10; }

std::optional<std::vector<ClockBreak>> find_clock_breaks(StampProbe& probe, Source& source, int64_t known) {
  constexpr int kMostMissing = 3;  // places in a row
  const int64_t size = source.size();
  struct Pair {
    Stamp before;
    Stamp after;
    int64_t place = 0;  // there is no stamp from here up to `after`
  };
  std::vector<Pair> pairs;
  Pace pace;
  std::optional<Stamp> last[2];
  int missing = 0;
  for (const int64_t offset : places(source, known)) {
    bool any_video = false;
    for (const Stamp& stamp : probe.at(offset, size)) {
      std::optional<Stamp>& before = last[static_cast<int>(stamp.clock)];
      any_video = any_video || stamp.clock == Stamp::Clock::VIDEO;
      if (before && stamp.offset > before->offset) {
        pairs.push_back({*before, stamp, offset});
        pace.add(*before, stamp);
      }
      before = stamp;
    }
    if (!probe.has_video()) return std::nullopt;  // the video has moved to another stream
    missing = any_video ? 0 : missing + 1;
    if (missing > kMostMissing && !last[1]) return std::nullopt;
  }
  if (!last[0]) return std::nullopt;
  pace.finish();
  Search search(probe, pace, source.remote(), closest_places(source));
  // The places on both sides of a break are near it. One clock is enough to look there.
  const Stamp::Clock denser = last[1] ? Stamp::Clock::SYSTEM : Stamp::Clock::VIDEO;
  std::vector<int64_t> around;
  int64_t lasted[2] = {};  // ticks since the last break
  for (const Pair& pair : pairs) {
    int64_t& ticks = lasted[static_cast<int>(pair.after.clock)];
    if (!pace.is_break(pair.before, pair.after)) {
      ticks += stamp_difference(pair.after.ticks, pair.before.ticks);
      if (ticks > kLongest) return std::nullopt;
      continue;
    }
    ticks = 0;
    around.push_back(pair.before.offset);
    around.push_back(pair.after.offset);
  }
  const auto touches = [&](const Stamp& stamp) {
    return std::find(around.begin(), around.end(), stamp.offset) != around.end();
  };
  for (const Pair& pair : pairs) {
    const bool near = pair.before.clock == denser && (touches(pair.before) || touches(pair.after));
    search.narrow(pair.before, pair.after, pair.place, near);
    if (search.too_many()) return std::nullopt;
  }
  return search.breaks();
}

}  // namespace cliploop
