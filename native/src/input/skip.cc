// Goes on at a later time. These methods of Reader do not decode the frames in between where that is faster.
#include <algorithm>

#include "input/reader.h"

namespace cliploop {

std::optional<Rational> Reader::indexed_key_frame(Rational time) const {
  const auto key = demuxer_->indexed_key_frame(timeline_.stamp_of(time));
  return key ? std::optional(timeline_.time_of(*key)) : std::nullopt;
}

bool Reader::walk_on(Rational time) {
  if (fell_back_ || !demuxer_->can_seek()) return false;
  const Rational on_time = time + timeline_.tolerance();
  if (walk_to_key(timeline_.stamp_of(on_time), on_time, false).result != Walked::Result::STARTED) walk_to(time, true);
  return !ready_.empty();
}

bool Reader::skip_to(Rational time) {
  if (fell_back_ || !demuxer_->can_seek() || time <= last_end_.value_or(first_.time + first_.duration)) return false;
  bool moved = false;
  if (needs_walk(time, *parts_, moved)) {
    if (!moved) return walk_on(time);
    walk_to(time, true);
    return !ready_.empty();
  }
  // An input that can be read once and does not state its length has no index either.
  const bool possible = demuxer_->random_access() || claimed_length().value_or(Rational{}) > Rational{};
  const std::optional<Rational> key = indexed_key_frame(time);
  const bool useless = key && last_end_ && *key < *last_end_;
  if (!moved && (!possible || useless)) return false;
  if (!seek_to(time)) rewind();
  return !ready_.empty();
}

}  // namespace cliploop
