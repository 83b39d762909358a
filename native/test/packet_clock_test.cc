#include "input/packet_clock.h"

#include <doctest/doctest.h>

#include <cstdlib>
#include <vector>

#include "input/packet_times.h"

using namespace cliploop;

namespace {

constexpr int64_t kNone = AV_NOPTS_VALUE;

struct Stamps {
  int64_t pts = kNone;
  int64_t dts = kNone;
  bool key = false;
  int flags = 0;
};

PacketClock::Rules rules() {
  PacketClock::Rules out;
  out.tick = {1, 1000};
  out.interval = {1, 25};
  out.states_durations = true;
  return out;
}

// Reads packets with these stamps to the end of the clock.
std::vector<Stamps> read_all(PacketClock& clock, const std::vector<Stamps>& packets) {
  size_t at = 0;
  std::vector<Stamps> out;
  const auto read = [&]() -> PacketPtr {
    if (at == packets.size()) return nullptr;
    const Stamps& stamps = packets[at++];
    PacketPtr packet = new_packet();
    packet->pts = stamps.pts;
    packet->dts = stamps.dts;
    packet->duration = 40;
    packet->flags = stamps.flags | (stamps.key ? AV_PKT_FLAG_KEY : 0);
    return packet;
  };
  while (const PacketPtr packet = clock.next(read)) {
    out.push_back({packet->pts, packet->dts, (packet->flags & AV_PKT_FLAG_KEY) != 0, packet->flags});
  }
  return out;
}

std::vector<int64_t> presentation(const std::vector<Stamps>& packets) {
  std::vector<int64_t> out;
  for (const auto& packet : packets) out.push_back(packet.pts);
  return out;
}

// Packets with one key frame, without B-frames.
std::vector<Stamps> part(int64_t from, int count) {
  std::vector<Stamps> out;
  for (int i = 0; i < count; ++i) out.push_back({from + i * 40, from + i * 40, i == 0});
  return out;
}

std::vector<Stamps> join(std::vector<Stamps> first, const std::vector<Stamps>& second) {
  first.insert(first.end(), second.begin(), second.end());
  return first;
}

}  // namespace

TEST_CASE("PacketClock continues the time stamps where the clock of the file begins anew") {
  PacketClock clock(rules());
  const auto read = read_all(clock, join(join(part(5000, 50), part(5000, 3)), part(0, 3)));
  CHECK(read[49].pts == 6960);
  CHECK(presentation({read.begin() + 50, read.end()}) == std::vector<int64_t>{7000, 7040, 7080, 7120, 7160, 7200});
  CHECK(clock.restarts() == 2);
  CHECK(clock.end() == 7240);
}

TEST_CASE("PacketClock leaves the time stamps of a file with one clock alone") {
  PacketClock clock(rules());
  const auto packets = part(90'000, 100);
  CHECK(presentation(read_all(clock, packets)) == presentation(packets));
  CHECK(clock.restarts() == 0);
}

TEST_CASE("PacketClock starts a part with the frame that is displayed first") {
  // I P B B in decoding order: the B-frames are displayed between the others.
  const std::vector<Stamps> group{{40, 0, true}, {160, 40}, {80, 80}, {120, 120}};
  PacketClock clock(rules());
  const auto read = read_all(clock, join(join(part(0, 20), group), group));
  CHECK(presentation({read.begin() + 20, read.begin() + 24}) == std::vector<int64_t>{800, 920, 840, 880});
  // Leading frames of an open group of pictures come before its key frame.
  PacketClock open(rules());
  const auto leading = read_all(open, join(part(0, 40), {{120, 0, true}, {40, 40}, {80, 80}, {160, 120}}));
  CHECK(presentation({leading.begin() + 40, leading.end()}) == std::vector<int64_t>{1680, 1600, 1640, 1720});
}

TEST_CASE("PacketClock takes a jump ahead for a pause, except in formats that may jump") {
  const auto packets = join(part(0, 2), part(20'000, 2));
  PacketClock steady(rules());
  CHECK(presentation(read_all(steady, packets)) == presentation(packets));
  auto may_jump = rules();
  may_jump.may_jump = true;
  PacketClock jumping(may_jump);
  CHECK(presentation(read_all(jumping, packets)) == std::vector<int64_t>{0, 40, 80, 120});
}

TEST_CASE("PacketClock sees short parts by their key frames, and does not take jitter for a part") {
  PacketClock clock(rules());
  CHECK(presentation(read_all(clock, join(part(0, 4), part(0, 2)))) == std::vector<int64_t>{0, 40, 80, 120, 160, 200});
  PacketClock jitter(rules());
  read_all(jitter, {{0, 0, true}, {40, 40}, {200, 200}, {170, 170}, {240, 240}});
  CHECK(jitter.restarts() == 0);
}

TEST_CASE("PacketClock continues a 33-bit clock that wraps") {
  constexpr int64_t kWrap = int64_t{1} << 33;
  auto ticks = rules();
  ticks.tick = {1, 90'000};
  ticks.states_durations = false;
  PacketClock clock(ticks);
  const auto read = read_all(clock, {{kWrap - 3600, kWrap - 3600, true}, {0, 0}, {3600, 3600}});
  CHECK(presentation(read) == std::vector<int64_t>{kWrap - 3600, kWrap, kWrap + 3600});
}

TEST_CASE("PacketClock corrects a decoding time stamp that was computed from the part before") {
  PacketClock clock(rules());
  const auto read = read_all(clock, join(part(0, 50), {{0, 1960, true}, {40, 40}, {80, 80}}));
  CHECK(presentation({read.begin() + 50, read.end()}) == std::vector<int64_t>{2000, 2040, 2080});
  CHECK(read[50].dts == kNone);
}

TEST_CASE("PacketClock finds the end of streams without presentation time stamps") {
  auto delayed = rules();
  delayed.delay = 1;
  PacketClock clock(delayed);
  // The frames of an AVI with B-frames: only those have both stamps.
  read_all(clock, {{kNone, 0, true}, {kNone, 40}, {80, 80}, {kNone, 120}, {160, 160}});
  CHECK(clock.end() == 240);
}

TEST_CASE("PacketClock does not take the time between two reference frames for the delay of the last one") {
  auto delayed = rules();
  delayed.delay = 1;
  PacketClock clock(delayed);
  // I B B P B B P B: the last reference frame has no presentation time stamp, and one B-frame before it.
  read_all(clock, {{120, 0, true}, {40, 40}, {80, 80}, {240, 120}, {160, 160}, {200, 200}, {kNone, 240}, {280, 280}});
  CHECK(clock.end() == 360);
}

TEST_CASE("PacketClock counts packets without any time stamp") {
  PacketClock clock(rules());
  read_all(clock, {{kNone, kNone, true}, {}, {}, {}});
  CHECK(clock.end() == 160);
}

TEST_CASE("PacketClock takes the last interval for the last frame when durations are not reliable") {
  auto unreliable = rules();
  unreliable.states_durations = false;
  PacketClock clock(unreliable);
  read_all(clock, {{0, 0, true}, {100, 100}, {300, 300}, {400, 400}, {700, 700}});
  CHECK(clock.last_interval() == 300);
  CHECK(clock.end() == 1000);
}

TEST_CASE("PacketClock ignores the stamp of a packet that is cut off") {
  PacketClock clock(rules());
  read_all(clock, join(part(0, 3), {{int64_t{1} << 60, int64_t{1} << 60, false, AV_PKT_FLAG_CORRUPT}}));
  CHECK(clock.end() == 120);
}

TEST_CASE("PacketClock keeps the frames of later fragments that libav would discard") {
  auto fragments = rules();
  fragments.discards_parts = true;
  PacketClock clock(fragments);
  const auto read = read_all(clock, join(part(0, 20), {{0, 0, true, AV_PKT_FLAG_DISCARD}, {40, 40}}));
  CHECK((read[20].flags & AV_PKT_FLAG_DISCARD) == 0);
  CHECK(read[20].pts == 800);
}

TEST_CASE("PacketClock does not take the order of B-frames for a part where frames last long") {
  // Matroska has no decoding time stamps; libav computes them once it knows how many frames are reordered.
  const std::vector<Stamps> packets{{0, kNone, true}, {1251}, {800, 0}, {710, 710}, {1234, 800}, {1317, 1234}};
  PacketClock clock(rules());
  CHECK(presentation(read_all(clock, packets)) == presentation(packets));
  CHECK(clock.restarts() == 0);
  auto plain = packets;
  for (auto& packet : plain) packet.dts = kNone;
  PacketClock without(rules());
  CHECK(presentation(read_all(without, plain)) == presentation(packets));
  CHECK(without.restarts() == 0);
}

TEST_CASE("PacketClock finds parts of streams that have only presentation time stamps") {
  auto packets = join(part(0, 50), part(0, 50));
  for (auto& packet : packets) packet.dts = kNone;
  PacketClock clock(rules());
  CHECK(read_all(clock, packets).back().pts == 3960);
  CHECK(clock.restarts() == 1);
}

TEST_CASE(
    "PacketClock starts a part at a time stamp far away, also where its decoding time stamp is of the part "
    "before") {
  constexpr int64_t kLate = int64_t{1} << 60;
  PacketClock clock(rules());
  const auto read =
      read_all(clock, join(part(0, 4), {{kLate, 160, true}, {kLate + 40, kLate}, {kLate + 80, kLate + 40}}));
  CHECK(presentation({read.begin() + 4, read.end()}) == std::vector<int64_t>{160, 200, 240});
  CHECK(clock.end() == 280);
}

TEST_CASE("PacketClock keeps the largest time stamps in range, in parts and in sums") {
  constexpr int64_t kLate = int64_t{1} << 61;
  auto ticks = rules();
  ticks.may_jump = true;
  for (const bool states : {true, false}) {
    ticks.states_durations = states;
    PacketClock clock(ticks);
    std::vector<Stamps> packets;
    for (int i = 0; i < 8; ++i)
      packets = join(packets, {{kLate, -kLate, true}, {-kLate, kLate}, {kLate, kLate}, {0, 0}});
    for (const auto& packet : read_all(clock, packets)) {
      if (packet.pts != kNone) CHECK(std::abs(packet.pts) < INT64_MAX / 2);
      if (packet.dts != kNone) CHECK(std::abs(packet.dts) < INT64_MAX / 2);
    }
    CHECK(clock.end().value_or(0) <= INT64_MAX / 2);
  }
}

TEST_CASE("drop_impossible_times leaves only time stamps of a possible clock") {
  PacketPtr packet = new_packet();
  packet->pts = INT64_MAX - 1;
  packet->dts = INT64_MIN + 1;
  packet->duration = INT64_MAX;
  drop_impossible_times(*packet);
  CHECK(packet->pts == kNone);
  CHECK(packet->dts == kNone);
  CHECK(packet->duration == 0);
  constexpr int64_t kNanosecondsSince1970 = 1'800'000'000'000'000'000;
  packet->pts = packet->dts = kNanosecondsSince1970;
  packet->duration = 40'000'000;
  drop_impossible_times(*packet);
  CHECK(packet->pts == kNanosecondsSince1970);
  CHECK(packet->dts == kNanosecondsSince1970);
  CHECK(packet->duration == 40'000'000);
}
