// Starts late in a file whose time stamps do not tell the place of a frame. These methods of Reader read all packets up
// to there, which is exact in files of every format, and do not decode them.
#include <algorithm>

#include "input/reader.h"
#include "input/whole_frame.h"

namespace cliploop {

bool Reader::needs_walk(Rational time, Parts& parts, bool& moved) {
  if (joins_ == Joins::NONE) return false;
  if (joins_ == Joins::LIKELY || !demuxer_->random_access()) return true;
  const int64_t size = source_.size();
  const int64_t budget = scan_budget(source_);
  if (size >= 0 && size <= budget) return true;
  const std::optional<Rational> claimed = claimed_length();
  if (claimed && size > 0 && Rational{size} * time <= Rational{budget} * *claimed) return true;
  if (!restarts_) {
    moved = true;
    restarts_ = cliploop::clock_restarts(parts.first(), parts.stream(), source_, budget);
  }
  return *restarts_;
}

void Reader::walk_to(Rational time) {
  const Rational on_time = time + timeline_.tolerance();
  const int64_t origin = timeline_.origin().value_or(0);
  int64_t limit = timeline_.stamp_of(on_time);
  Rational step{1};
  int64_t key = 0;
  while (!walk_to_key(limit, on_time, key)) {
    const Rational ticks = step / Rational{stream_->time_base.num, stream_->time_base.den};
    limit = (Rational{key} - ticks).floored();
    step = step * Rational{3};
    if (limit <= origin) {
      rewind();
      return;
    }
    open();
  }
}

bool Reader::walk_to_key(int64_t limit, Rational on_time, int64_t& key) {
  constexpr int64_t kMaxHeld = int64_t{64} << 20;  // bytes
  const int64_t target = timeline_.stamp_of(on_time);
  std::deque<PacketPtr> ahead;
  int64_t held = 0;
  bool found = false;
  while (PacketPtr packet = read_packet()) {
    const int64_t shown = packet->pts;
    const bool usable = shown != AV_NOPTS_VALUE && shown <= limit;
    if (usable && (packet->flags & AV_PKT_FLAG_KEY) != 0) {
      ahead.clear();
      held = 0;
      found = true;
      key = shown;
    }
    const int64_t decoded = packet->dts != AV_NOPTS_VALUE ? packet->dts : shown;
    held += packet->size;
    ahead.push_back(std::move(packet));
    // No frame is displayed before it is decoded.
    if ((decoded != AV_NOPTS_VALUE && decoded > target) || held > kMaxHeld) break;
  }
  // Without a further key frame, reading goes on from the start.
  if (found) drop();
  for (auto& packet : ahead) push(std::move(packet));
  if (!found) return true;
  seek_key_ = key;
  walked_ = true;
  FramePtr frame = decode_next();
  if (!frame && encrypted_) fail_encrypted();
  if (!frame || !is_whole(stream_->codecpar->codec_id, *frame, show_all_) ||
      frame->best_effort_timestamp == AV_NOPTS_VALUE) {
    return false;
  }
  TimedFrame timed = this->time(std::move(frame));
  if (timed.time > on_time) return false;
  ready_.push_back(std::move(timed));
  return true;
}

}  // namespace cliploop
