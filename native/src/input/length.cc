// Finds the length of the video. These methods of Reader read packets without decoding them.
#include <algorithm>

#include "input/reader.h"

namespace cliploop {

std::optional<Rational> Reader::claimed_length() const {
  const Rational tick{stream_->time_base.num, stream_->time_base.den};
  const AVFormatContext& format = demuxer_->format();
  if (stream_->duration > 0) {
    // The duration of a stream counts from its start time, which is that of the first frame according to the header.
    return Rational{stream_->duration} * tick;
  }
  if (format.duration > 0) return Rational{format.duration, AV_TIME_BASE};
  return std::nullopt;
}

std::optional<Rational> Reader::read_packets_to_end() {
  const Rational tick{stream_->time_base.num, stream_->time_base.den};
  Timeline decode_order(tick, timeline_.interval(), (demuxer_->format().iformat->flags & AVFMT_TS_DISCONT) != 0);
  decode_order.set_origin(timeline_.origin().value_or(0));
  std::optional<Rational> last;
  while (PacketPtr packet = demuxer_->read()) {
    if ((packet->flags & AV_PKT_FLAG_DISCARD) != 0) continue;
    const int64_t stamp = packet->dts != AV_NOPTS_VALUE ? packet->dts : packet->pts;
    const std::optional<int64_t> known = stamp == AV_NOPTS_VALUE ? std::nullopt : std::optional(stamp);
    const Rational stated = Rational{packet->duration} * tick;
    const Rational duration = stated > Rational{} ? stated : timeline_.interval();
    Rational at = decode_order.place(known, duration);
    if (packet->pts != AV_NOPTS_VALUE && packet->dts != AV_NOPTS_VALUE) {
      at = at + (Rational{packet->pts} - Rational{packet->dts}) * tick;
    } else if (packet->dts != AV_NOPTS_VALUE) {
      at = at + timeline_.interval() * Rational{stream_->codecpar->video_delay};  // AVI has only decoding time stamps
    }
    const Rational end = at + duration;
    last = last ? std::max(*last, end) : end;
  }
  return last;
}

Reader::Length Reader::find_length() {
  ready_.clear();
  exhausted_ = true;
  const std::optional<Rational> claimed = claimed_length();
  const Rational slack = std::max(Rational{1, 2}, timeline_.interval() * Rational{3});
  // The header counts only when the last packet ends there. Reading begins some time before the end, because the last
  // packet in the file may not be the one that is displayed last.
  const Rational margin{2};
  if (claimed && demuxer_->random_access() && demuxer_->seek(timeline_.stamp_of(*claimed - margin))) {
    const std::optional<Rational> tail = read_packets_to_end();
    if (tail && !demuxer_->truncated() && *tail <= *claimed + slack && *claimed <= *tail + slack) {
      return {*tail, false};
    }
  }
  demuxer_.reset();
  demuxer_ = std::make_unique<Demuxer>(source_, log_, cancel_);
  stream_ = &demuxer_->choose_video();
  demuxer_->select(*stream_);
  const Rational end = read_packets_to_end().value_or(first_.time + first_.duration);
  return {end, true};
}

}  // namespace cliploop
