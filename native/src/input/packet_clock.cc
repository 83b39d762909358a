#include "input/packet_clock.h"

#include <algorithm>

#include "input/packet_times.h"

namespace cliploop {
namespace {

constexpr Rational kStepBack{1, 2};  // seconds; smaller steps back are jitter, unless a key frame makes them
constexpr Rational kLongestGap{10};
constexpr Rational kLongestPause{7 * 86'400};
constexpr size_t kAhead = 24;      // packets, more than any codec reorders
constexpr size_t kReordered = 17;  // frames by which display order may differ from decoding order

bool known(int64_t stamp) { return stamp != AV_NOPTS_VALUE; }

}  // namespace

PacketClock::PacketClock(const Rules& rules)
    : rules_(rules), interval_(std::max<int64_t>(1, clamped((rules.interval / rules.tick).rounded()))) {}

void PacketClock::forget_order() {
  last_.reset();
  shown_.clear();
}

void PacketClock::reset() { *this = PacketClock(rules_); }

void PacketClock::resume(int64_t shift) {
  reset();
  shift_ = shift;
}

PacketPtr PacketClock::next(const Read& read) {
  began_part_ = false;
  PacketPtr packet;
  if (!ahead_.empty()) {
    packet = std::move(ahead_.front());
    ahead_.pop_front();
  } else if (!ended_) {
    packet = read();
  }
  if (!packet) {
    ended_ = true;
    return nullptr;
  }
  if (begins_part(*packet)) {
    ahead_.push_front(std::move(packet));
    begin_part(read);
    packet = std::move(ahead_.front());
    ahead_.pop_front();
    packet->opaque = nullptr;
    began_part_ = true;
    // A packet that is cut off may have any stamp.
    advance(*packet, (packet->flags & AV_PKT_FLAG_CORRUPT) == 0);
    return packet;
  }
  advance(*packet, true);
  return packet;
}

std::optional<int64_t> PacketClock::order_stamp(const AVPacket& packet) const {
  // A frame cannot be displayed before it is decoded. libav computes such stamps from the part before.
  const bool both = known(packet.dts) && known(packet.pts);
  const Rational delay = both ? Rational{packet.pts - packet.dts} * rules_.tick : Rational{};
  const bool stale = delay + kStepBack < Rational{} || delay > kLongestPause;
  if (known(packet.dts) && !stale) return packet.dts;
  return known(packet.pts) ? std::optional(packet.pts) : std::nullopt;
}

void PacketClock::note_order(const AVPacket& packet) {
  if (known(packet.pts)) shown_.push_back(packet.pts);
  if (shown_.size() > kReordered) shown_.pop_front();
  const std::optional<int64_t> order = order_stamp(packet);
  if (order) {
    last_is_decoding_ = order == packet.dts;
    last_ = order;
  } else if (last_) {
    last_ = clamped(__int128{*last_} + last_duration_);
  }
}

// The decoding order has stamps that only rise, so that a step back there is a new part.
bool PacketClock::begins_part(const AVPacket& packet) const {
  const std::optional<int64_t> stamp = order_stamp(packet);
  if (any_ && packet.opaque != nullptr) return true;
  if (!any_ || !last_ || !stamp) return false;
  const Rational step = (Rational{*stamp} - Rational{*last_}) * rules_.tick;
  const bool key = (packet.flags & AV_PKT_FLAG_KEY) != 0;
  const Rational back = key ? std::min(kStepBack, rules_.interval * Rational{3, 2}) : kStepBack;
  if (last_is_decoding_ ? step + back < Rational{} : shows_earlier(packet)) return true;
  return step > (rules_.may_jump ? kLongestGap : kLongestPause) + Rational{last_duration_} * rules_.tick;
}

// In one part, a frame may be displayed long before the packet before it, but not before all of the last packets.
bool PacketClock::shows_earlier(const AVPacket& packet) const {
  const std::optional<int64_t> shown = known(packet.pts) ? packet.pts : order_stamp(packet);
  if (!shown || shown_.empty()) return false;
  const auto [lowest, highest] = std::minmax_element(shown_.begin(), shown_.end());
  const Rational back = std::max(kStepBack, rules_.interval * Rational{static_cast<int64_t>(kReordered)});
  const bool key = (packet.flags & AV_PKT_FLAG_KEY) != 0;
  return (Rational{*shown} - Rational{*highest}) * rules_.tick + back < Rational{} &&
         (key ? *shown <= *lowest : *shown < *lowest);
}

void PacketClock::begin_part(const Read& read) {
  // The ends of durations that are not stated are guessed: one interval after the last frame.
  const int64_t expected =
      rules_.states_durations ? stated_end_.value_or(0) : clamped(__int128{highest_.value_or(0)} + interval_);
  any_ = false;  // begins_part() compares with the packets of the new part
  forget_order();
  delay_ = 0;
  lacks_stamps_ = false;
  std::optional<int64_t> first;
  for (size_t i = 0;; ++i) {
    if (i == ahead_.size()) {
      if (ended_ || i >= kAhead) break;
      PacketPtr packet = read();
      if (!packet) {
        ended_ = true;
        break;
      }
      ahead_.push_back(std::move(packet));
    }
    const AVPacket& packet = *ahead_[i];
    if (i > 0 && begins_part(packet)) break;
    if (known(packet.dts) && first && packet.dts >= *first) break;  // no frame is displayed before it is decoded
    const auto stamp = display_stamp(packet);
    if (stamp && (!first || *stamp < *first)) first = stamp;
    any_ = true;
    note_order(packet);
    last_duration_ = duration_of(packet);
  }
  shift_ = clamped(__int128{expected} - first.value_or(0));
  any_ = false;
  forget_order();
  ++restarts_;
}

int64_t PacketClock::duration_of(const AVPacket& packet) const {
  return rules_.states_durations && packet.duration > 0 ? packet.duration : interval_;
}

int64_t PacketClock::delay() const { return rules_.delay > 0 ? clamped(__int128{rules_.delay} * interval_) : delay_; }

std::optional<int64_t> PacketClock::display_stamp(const AVPacket& packet) const {
  if (known(packet.pts)) return packet.pts;
  if (known(packet.dts)) return clamped(__int128{packet.dts} + delay());
  return std::nullopt;
}

void PacketClock::advance(AVPacket& packet, bool counts) {
  if (order_stamp(packet) != packet.dts) packet.dts = AV_NOPTS_VALUE;
  note_order(packet);
  if (restarts_ > 0 && rules_.discards_parts) packet.flags &= ~AV_PKT_FLAG_DISCARD;
  any_ = true;
  last_duration_ = duration_of(packet);
  bytes_ += packet.size;
  if (known(packet.pts) && known(packet.dts) && packet.pts > packet.dts) {
    const int64_t delay = packet.pts - packet.dts;
    delay_ = delay_ > 0 ? std::min(delay_, delay) : delay;
  }
  if (!known(packet.pts)) lacks_stamps_ = true;
  const std::optional<int64_t> stamp = display_stamp(packet);
  if (counts && (packet.flags & AV_PKT_FLAG_DISCARD) == 0) {
    if (stamp) {
      show(clamped(__int128{*stamp} + shift_), packet.duration);
      // Without some stamps, it is unknown which of the last packets is displayed last.
      if (lacks_stamps_ && known(packet.dts)) {
        show(clamped(__int128{packet.dts} + delay() + shift_), packet.duration);
      }
    } else {
      show(stated_end_.value_or(0), packet.duration);
    }
  }
  if (known(packet.pts)) packet.pts = clamped(__int128{packet.pts} + shift_);
  if (known(packet.dts)) packet.dts = clamped(__int128{packet.dts} + shift_);
}

void PacketClock::show(int64_t stamp, int64_t duration) {
  if (!highest_ || stamp > *highest_) {
    second_ = highest_;
    highest_ = stamp;
    highest_duration_ = duration;
  } else if (stamp < *highest_ && (!second_ || stamp > *second_)) {
    second_ = stamp;
  }
  const int64_t end = clamped(__int128{stamp} + (rules_.states_durations && duration > 0 ? duration : interval_));
  stated_end_ = std::max(stated_end_.value_or(end), end);
}

int64_t PacketClock::last_interval() const { return highest_ && second_ ? *highest_ - *second_ : interval_; }

std::optional<int64_t> PacketClock::end() const {
  if (!highest_) return std::nullopt;
  if (rules_.states_durations) return stated_end_;
  return clamped(__int128{*highest_} + std::max(highest_duration_, last_interval()));
}

}  // namespace cliploop
