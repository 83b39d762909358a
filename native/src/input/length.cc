// Finds the length of the video. These methods of Reader read packets without decoding them.
#include <algorithm>
#include <string_view>

#include "input/reader.h"
#include "input/stated_duration.h"

namespace cliploop {
std::optional<Rational> Reader::claimed_length() const {
  const AVFormatContext& format = demuxer_->format();
  if (format.duration_estimation_method == AVFMT_DURATION_FROM_BITRATE) return std::nullopt;  // a guess of libav
  const std::optional<int64_t> origin = timeline_.origin();
  const Rational tick{stream_->time_base.num, stream_->time_base.den};
  const auto start = origin ? std::optional(Rational{*origin} * tick - dropped_.seconds) : std::nullopt;
  std::optional<Rational> claimed = stated_duration(format, *stream_, start);
  if (!claimed) claimed = stated_duration(format, start);
  if (claimed) claimed = std::max(Rational{}, *claimed - time_before_first());
  return claimed && is_possible(*claimed) ? claimed : std::nullopt;
}

// AVI counts from the start of the file, also where its first packets are empty.
Rational Reader::time_before_first() const {
  const bool counts = std::string_view(demuxer_->format().iformat->name) == "avi";
  if (!counts || !timeline_.origin()) return dropped_.seconds;
  const Rational first = Rational{*timeline_.origin()} * Rational{stream_->time_base.num, stream_->time_base.den};
  return first > dropped_.seconds + length_slack() ? first : dropped_.seconds;
}

bool Reader::is_possible(Rational claimed) const {
  if (!is_plausible_duration(claimed, source_.size())) return false;
  // The packets that were read since the file was opened may already last longer.
  const std::optional<int64_t> seen = from_start_ ? clock_.end() : std::nullopt;
  return !seen || timeline_.time_of(*seen) <= claimed * Rational{2} + timeline_.interval();
}

bool Reader::length_is_cheap() const {
  const int64_t size = source_.size();
  return length_ || (joins_ != Joins::NONE && !source_.remote() && size >= 0 && size <= scan_budget(source_));
}

std::optional<Reader::Length> Reader::read_rest() {
  if (length_ || !length_is_cheap() || !saw_all_) return length_;
  const std::optional<Rational> claimed = claimed_length();
  while (read_packet()) {
  }
  if (const std::optional<int64_t> end = clock_.end()) length_ = make_length(claimed, timeline_.time_of(*end), clock_);
  return length_;
}

Reader::Length Reader::make_length(std::optional<Rational> claimed, Rational end, const PacketClock& clock) const {
  const Rational slack = length_slack();
  const bool wrong = !claimed || end > *claimed + slack || *claimed > end + slack;
  return {end, wrong, clock.bytes()};
}

Rational Reader::length_slack() const { return std::max(Rational{1, 2}, timeline_.interval() * Rational{3}); }

std::optional<Reader::Length> Reader::exact_length() const {
  if (length_) return length_;
  if (const auto exact = demuxer_->exact_length()) return Length{*exact, false, 0};
  return std::nullopt;
}

Reader::Length Reader::find_length() {
  if (const auto exact = exact_length()) return *exact;
  Parts parts(source_, parts_options(), log_, cancel_);
  PacketClock clock = make_clock();
  return find_length(parts, clock, true);
}

std::optional<Reader::Length> Reader::find_length_of_parts() {
  if (!source_.remote()) return find_length();
  if (!exact_length()) {
    Parts parts(source_, parts_options(), log_, cancel_);
    length_ = read_last_part(parts);
  }
  return exact_length();
}

std::optional<Reader::Length> Reader::read_last_part(Parts& parts) {
  if (!map_ || !map_->last()) return std::nullopt;
  const ClockMap::Place place = map_->before(*map_->last());
  if (!parts.seek_to_byte(place.offset)) return std::nullopt;
  PacketClock last = make_clock();
  last.resume(place.shift);
  const std::optional<Rational> end = read_to_end(parts, last);
  return end ? std::optional(Length{*end, true, 0}) : std::nullopt;
}

Reader::Length Reader::finish() {
  if (const auto exact = exact_length()) return *exact;
  return find_length(*parts_, clock_, from_start_ && saw_all_);
}

std::optional<Rational> Reader::read_to_end(Parts& parts, PacketClock& clock) {
  while (clock.next([&] { return parts.read(); })) {
  }
  ends_encrypted_ = parts.is_scrambled();
  const std::optional<int64_t> end = clock.end();
  return end ? std::optional(timeline_.time_of(*end)) : std::nullopt;
}

Reader::Length Reader::find_length(Parts& parts, PacketClock& clock, bool complete) {
  const std::optional<Rational> claimed = claimed_length();
  const Rational slack = length_slack();
  // The header counts only when the last packet ends there. Reading begins some time before the end, because the last
  // packet in the file may not be the one that is displayed last.
  const Rational margin{2};
  bool moved = false;
  if (claimed && source_.random_access() && !needs_walk(*claimed, parts, moved)) {
    moved = true;
    if (parts.seek(timeline_.stamp_of(*claimed - margin))) {
      PacketClock last = make_clock();
      const std::optional<Rational> tail = read_to_end(parts, last);
      if (tail && !parts.truncated() && *tail <= *claimed + slack && *claimed <= *tail + slack) {
        length_ = {*tail, false, 0};
        return *length_;
      }
    }
  }
  if (!claimed && !restarts_ && joins_ == Joins::POSSIBLE && source_.random_access() &&
      source_.size() > scan_budget(source_)) {
    restarts_ = find_restarts(parts, scan_budget(source_), moved);
  }
  if (map_ && map_->last() && (restarts_.value_or(false) || !claimed)) {
    moved = true;
    length_ = read_last_part(parts);
    if (length_) return *length_;
  }
  std::optional<Rational> end;
  if (complete && !moved) {
    end = read_to_end(parts, clock);
    length_ = make_length(claimed, end.value_or(first_.time + first_.duration), clock);
  } else {
    Parts again(source_, parts_options(), log_, cancel_);
    PacketClock whole = make_clock();
    end = read_to_end(again, whole);
    length_ = make_length(claimed, end.value_or(first_.time + first_.duration), whole);
  }
  return *length_;
}

}  // namespace cliploop
