// Gives the packets of a stream one continuous clock. The clock of a file begins anew where two files were joined,
// where a 33-bit clock wraps, or where a recorder was restarted.
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <optional>

#include "base/av_ptr.h"
#include "base/rational.h"

namespace cliploop {

// A part is a run of packets with one clock. The first frame of a part follows the last frame of the part before. All
// stamps are in ticks of the stream.
class PacketClock {
 public:
  struct Rules {
    Rational tick{1};               // the time base of the stream, in seconds
    Rational interval{1, 25};       // seconds between frames when the file does not state it
    bool may_jump = false;          // a jump of more than ten seconds is a new part and not a pause (MPEG-TS)
    bool discards_parts = false;    // libav discards packets whose stamps repeat (fragmented MP4)
    bool states_durations = false;  // the durations of packets are reliable
    int delay = 0;                  // frames that the decoder holds back to put them in display order
  };
  PacketClock() = default;
  explicit PacketClock(const Rules& rules);

  // Returns the next packet of `read` with continuous time stamps; nullptr at the end. A packet whose `opaque` is not
  // null begins a part in any case.
  using Read = std::function<PacketPtr()>;
  PacketPtr next(const Read& read);

  // Call this after a seek. The stamps of the file then count again, and end() starts anew.
  void reset();
  // Call this after a seek to a place whose shift is known.
  void resume(int64_t shift);
  // The ticks from the stamps of the file at the last packet to the continuous ones.
  int64_t shift() const { return shift_; }

  // The time stamp when the packet that is displayed last leaves the screen; nullopt before the first packet.
  std::optional<int64_t> end() const;
  // The duration of the packet that is displayed last, when its file does not state it.
  int64_t last_interval() const;
  // Whether the packet that next() has returned last begins a part after the first one.
  bool began_part() const { return began_part_; }
  // The number of parts after the first one.
  int64_t restarts() const { return restarts_; }
  // The bytes of all packets so far.
  int64_t bytes() const { return bytes_; }

 private:
  void note_order(const AVPacket& packet);
  void forget_order();
  bool begins_part(const AVPacket& packet) const;
  // The same for a packet that can be compared only by its presentation time stamp.
  bool shows_earlier(const AVPacket& packet) const;
  // Finds the first stamp in display order of the part that begins with the first packet of `ahead_`.
  void begin_part(const Read& read);
  // The decoding time stamp, or else the other one; nullopt without any.
  std::optional<int64_t> order_stamp(const AVPacket& packet) const;
  // counts: end() includes the packet.
  void advance(AVPacket& packet, bool counts);
  void show(int64_t stamp, int64_t duration);
  std::optional<int64_t> display_stamp(const AVPacket& packet) const;
  int64_t duration_of(const AVPacket& packet) const;
  int64_t delay() const;

  Rules rules_;
  int64_t interval_ = 1;         // ticks
  std::deque<PacketPtr> ahead_;  // packets that were read to find the first stamp of a part; stamps of the file
  bool ended_ = false;
  bool began_part_ = false;
  bool any_ = false;
  std::optional<int64_t> last_;    // decoding time stamp of the last packet, in the clock of its part
  bool last_is_decoding_ = false;  // false: the packet had only a presentation time stamp
  std::deque<int64_t> shown_;      // presentation time stamps of the last packets, in the clock of their part
  int64_t last_duration_ = 0;
  int64_t shift_ = 0;  // from the clock of the part to the continuous one
  int64_t delay_ = 0;  // the shortest time from decoding to display, except for frames that are displayed at once
  bool lacks_stamps_ = false;
  // The two highest display stamps, and the end of what is on screen. Continuous.
  std::optional<int64_t> highest_;
  std::optional<int64_t> second_;
  int64_t highest_duration_ = 0;
  std::optional<int64_t> stated_end_;
  int64_t restarts_ = 0;
  int64_t bytes_ = 0;
};

}  // namespace cliploop
