// Starts late in a file whose time stamps do not tell the place of a frame. These methods of Reader read all packets up
// to there, which is exact in files of every format, and do not decode them.
#include <algorithm>

#include "input/following_file.h"
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
  if (!restarts_) restarts_ = find_restarts(parts, budget, moved);
  return *restarts_;
}

bool Reader::find_restarts(Parts& parts, int64_t known, bool& moved) {
  if (file_follows(parts, source_)) return true;
  PacketClock clock = make_clock();
  map_ = ClockMap::make(parts, source_, clock, known, moved);
  if (map_) return map_->joins() > 0;
  moved = true;
  return cliploop::clock_restarts(parts.first(), parts.stream(), source_, known);
}

void Reader::look_for_joins() {
  const int64_t size = source_.size();
  if (restarts_ || joins_ == Joins::NONE || !source_.random_access() || size <= scan_budget(source_)) return;
  bool moved = false;
  if (joins_ == Joins::LIKELY) {
    if (file_follows(*parts_, source_)) restarts_ = true;
  } else {
    restarts_ = find_restarts(*parts_, scan_budget(source_), moved);
  }
}

bool Reader::begin_walk(int64_t stamp) {
  if (const auto place = map_ ? map_->before(stamp) : ClockMap::Place{}; place.offset > 0) {
    if (parts_->seek_to_byte(place.offset)) {
      drop();
      clock_.resume(place.shift);
      leading_before_.reset();
      saw_all_ = false;
      return true;
    }
  }
  open();
  return false;
}

void Reader::walk_to(Rational time, bool moved) {
  const Rational on_time = time + timeline_.tolerance();
  const int64_t origin = timeline_.origin().value_or(0);
  int64_t limit = timeline_.stamp_of(on_time);
  int64_t from = limit;
  Rational step{1};
  bool inside = false;
  if ((map_ && map_->joins() > 0) || moved) inside = begin_walk(from);
  while (true) {
    const Walked walked = walk_to_key(limit, on_time, inside);
    if (walked.result == Walked::Result::STARTED) return;
    const Rational ticks = step / Rational{stream_->time_base.num, stream_->time_base.den};
    step = step * Rational{3};
    if (walked.result == Walked::Result::NOT_WHOLE) from = limit = (Rational{walked.key} - ticks).floored();
    if (walked.result == Walked::Result::NO_KEY) from = (Rational{from} - ticks).floored();
    if (limit <= origin) {
      rewind();
      return;
    }
    inside = begin_walk(from);
  }
}

Reader::Walked Reader::walk_to_key(int64_t limit, Rational on_time, bool inside) {
  constexpr int64_t kMaxHeld = int64_t{64} << 20;  // bytes
  const int64_t target = timeline_.stamp_of(on_time);
  std::deque<PacketPtr> ahead;
  int64_t held = 0;
  bool found = false;
  int64_t key = 0;
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
  if (!found && inside) return {Walked::Result::NO_KEY};
  // Without a further key frame, reading goes on from the start.
  if (found) {
    const std::multiset<int64_t> skipped = pending_skipped_;
    drop();
    pending_stamps_ = skipped;
    pending_skipped_ = skipped;
  }
  for (auto& packet : ahead) push(std::move(packet));
  if (!found) return {Walked::Result::STARTED};
  seek_key_ = key;
  walked_ = true;
  FramePtr frame = decode_next();
  if (!frame && encrypted_) fail_encrypted();
  if (!frame || !is_whole(stream_->codecpar->codec_id, *frame, show_all_, false) ||
      frame->best_effort_timestamp == AV_NOPTS_VALUE) {
    return {Walked::Result::NOT_WHOLE, key};
  }
  TimedFrame timed = this->time(std::move(frame));
  if (timed.time > on_time) return {Walked::Result::NOT_WHOLE, key};
  ready_.push_back(std::move(timed));
  return {Walked::Result::STARTED};
}

}  // namespace cliploop
