// Finds the length of the video. These methods of Reader read packets without decoding them.
#include <algorithm>

#include "input/reader.h"

namespace cliploop {
std::optional<Rational> Reader::claimed_length() const {
  const Rational tick{stream_->time_base.num, stream_->time_base.den};
  const AVFormatContext& format = demuxer_->format();
  std::optional<Rational> claimed;
  if (format.duration_estimation_method == AVFMT_DURATION_FROM_BITRATE) return std::nullopt;  // a guess of libav
  if (stream_->duration > 0) {
    // The duration of a stream counts from its start time, which is that of the first frame according to the header.
    claimed = Rational{stream_->duration} * tick;
    // In fragmented MP4 it is the end of the last fragment, in the clock of the file.
    const bool fragmented = joins_ == Joins::POSSIBLE && std::string(format.iformat->name).starts_with("mov");
    const int64_t start = stream_->start_time;
    if (fragmented && start != AV_NOPTS_VALUE && start > 0 && start < stream_->duration) {
      claimed = Rational{stream_->duration - start} * tick;
    }
  } else if (format.duration > 0) {
    claimed = Rational{format.duration, AV_TIME_BASE};
  }
  if (claimed) claimed = std::max(Rational{}, *claimed - dropped_.seconds);
  return claimed && is_possible(*claimed) ? claimed : std::nullopt;
}

bool Reader::is_possible(Rational claimed) const {
  constexpr Rational kDay{86'400};
  constexpr int64_t kBytesPerSecond = 1;  // an epoch clock takes the seconds since 1970 for a duration
  const Rational tick{stream_->time_base.num, stream_->time_base.den};
  const int64_t size = source_.size();
  if (size >= 0 && claimed > kDay && Rational{size} < claimed * Rational{kBytesPerSecond}) return false;
  // The packets that were read since the file was opened may already last longer.
  const std::optional<int64_t> seen = from_start_ ? clock_.end() : std::nullopt;
  return !seen || timeline_.time_of(*seen) <= claimed * Rational{2} + timeline_.interval();
}

bool Reader::length_is_cheap() const {
  const int64_t size = source_.size();
  return length_ || (joins_ != Joins::NONE && !source_.remote() && size >= 0 && size <= scan_budget(source_));
}

Reader::Length Reader::find_length() {
  if (length_) return *length_;
  if (const auto exact = demuxer_->exact_length()) return {*exact, false, 0};
  std::unique_ptr<Demuxer> demuxer;
  const AVStream* stream = nullptr;
  open_demuxer(demuxer, stream);
  PacketClock clock = make_clock();
  const auto read_to_end = [&]() -> std::optional<Rational> {
    while (clock.next([&] { return demuxer->read(); })) {
    }
    const std::optional<int64_t> end = clock.end();
    return end ? std::optional(timeline_.time_of(*end)) : std::nullopt;
  };
  const std::optional<Rational> claimed = claimed_length();
  const Rational slack = std::max(Rational{1, 2}, timeline_.interval() * Rational{3});
  // The header counts only when the last packet ends there. Reading begins some time before the end, because the last
  // packet in the file may not be the one that is displayed last.
  const Rational margin{2};
  if (claimed && demuxer->random_access() && !needs_walk(*claimed) &&
      demuxer->seek(timeline_.stamp_of(*claimed - margin))) {
    const std::optional<Rational> tail = read_to_end();
    if (tail && !demuxer->truncated() && *tail <= *claimed + slack && *claimed <= *tail + slack) {
      length_ = {*tail, false, 0};
      return *length_;
    }
  }
  if (clock.end()) {
    open_demuxer(demuxer, stream);
    clock = make_clock();
  }
  const Rational end = read_to_end().value_or(first_.time + first_.duration);
  // Nothing tells that the header is wrong when it agrees with all packets.
  const bool wrong = !claimed || end > *claimed + slack || *claimed > end + slack;
  length_ = {end, wrong, clock.bytes()};
  return *length_;
}

}  // namespace cliploop
