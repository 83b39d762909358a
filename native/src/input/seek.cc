// Starts late in a file by a seek of the container. These methods of Reader decode from a key frame before the time.
#include <algorithm>

#include "input/reader.h"
#include "input/whole_frame.h"

namespace cliploop {

void Reader::rewind() {
  fell_back_ = true;
  open();
}

bool Reader::at_first() const { return from_start_ && !ready_.empty() && ready_.front().time == first_.time; }

void Reader::start_at(Rational time) {
  fell_back_ = false;
  segment_stamp_ = time > Rational{} ? std::optional(timeline_.stamp_of(time)) : std::nullopt;
  bool moved = !at_first();
  if (time <= first_.time + first_.duration) {
    if (moved) open();
    return;
  }
  if (needs_walk(time, *parts_, moved)) {
    walk_to(time, moved);
    return;
  }
  // An input that can be read once and does not state its length has no index either.
  const bool indexed = demuxer_->random_access() || claimed_length().value_or(Rational{}) > Rational{};
  if (indexed ? !seek_to(time) : moved) rewind();
}

void Reader::drop(bool repeatable) {
  from_start_ = false;
  timeline_.reset();
  clear_ahead();
  clear_counts();
  decoder_->set_late(segment_stamp_);
  decoder_->start(true, repeatable);
}

bool Reader::seek_to(Rational time) {
  const Rational on_time = time + timeline_.tolerance();
  const int64_t target = timeline_.stamp_of(on_time);
  const int64_t origin = timeline_.origin().value_or(0);
  int64_t attempt = target;
  Rational step{1};
  const auto further_back = [&](int64_t found) {
    const Rational ticks = step / Rational{stream_->time_base.num, stream_->time_base.den};
    const int64_t before = std::min(attempt, found);
    attempt = (Rational{before} - ticks).floored();
    // The first frame may be less than one step before.
    if (step == Rational{1} && before > origin) attempt = std::max(attempt, origin + 1);
    step = step * Rational{3};
    return attempt > origin;
  };
  do {
    if (!parts_->seek(attempt)) return false;
    drop();
    clock_.reset();
    leading_before_.reset();
    saw_all_ = false;
    // The first key frame must be displayed at or before the target, because frames that follow it in decoding order
    // but are displayed before it may lack their references.
    PacketPtr packet = read_packet();
    while (packet && (packet->flags & AV_PKT_FLAG_KEY) == 0 &&
           (packet->pts == AV_NOPTS_VALUE || packet->pts <= target)) {
      packet = read_packet();
    }
    if (packet && packet->pts == AV_NOPTS_VALUE) return false;  // such time stamps can be computed only from the start
    if (!packet || packet->pts > target) {
      if (further_back(packet ? packet->pts : attempt)) continue;
      return false;
    }
    const int64_t key = packet->pts;
    push(std::move(packet));
    seek_key_ = key;
    // Decode the first frame: it may be displayed later than the time stamp of the packet (intra refresh, dropped
    // leading frames).
    FramePtr frame = decode_next();
    if (!frame && encrypted_) fail_encrypted();
    if (frame && is_whole(stream_->codecpar->codec_id, *frame, show_all_, false) &&
        frame->best_effort_timestamp != AV_NOPTS_VALUE) {
      TimedFrame timed = this->time(std::move(frame));
      if (timed.time <= on_time) {
        ready_.push_back(std::move(timed));
        return true;
      }
    }
    if (!further_back(seek_key_.value_or(key))) return false;
  } while (true);
}

}  // namespace cliploop
