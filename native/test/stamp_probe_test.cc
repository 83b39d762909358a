#include "input/stamp_probe.h"

#include <doctest/doctest.h>

#include "bytes_source.h"
#include "mpeg_packets.h"

using namespace cliploop;

namespace {

using Clock = StampProbe::Stamp::Clock;

constexpr int64_t kWrap = int64_t{1} << 33;
constexpr int64_t kPacketBytes = 188;

// Frames of 40 ms, each in `packets` packets.
std::string transport(int frames, int packets) {
  std::string out;
  for (int64_t i = 0; i < frames; ++i) {
    out += transport_packet(kVideoPid, i * 3600);
    for (int k = 1; k < packets; ++k) out += transport_packet(kVideoPid, -1);
  }
  return out;
}

}  // namespace

TEST_CASE("StampProbe finds the next frame of a transport stream from any byte") {
  BytesSource source(transport(1000, 20));
  StampProbe probe(source, StampProbe::Format::TRANSPORT, kVideoPid);
  for (const int64_t offset :
       {int64_t{0}, int64_t{1}, 20 * kPacketBytes, 20 * kPacketBytes + 77, 400 * kPacketBytes - 1}) {
    const auto stamps = probe.at(offset, source.size());
    REQUIRE(stamps.size() == 1);
    const int64_t frame = (offset + 20 * kPacketBytes - 1) / (20 * kPacketBytes);
    CHECK(stamps[0].offset == frame * 20 * kPacketBytes);
    CHECK(stamps[0].ticks == frame * 3600);
    CHECK(stamps[0].clock == Clock::VIDEO);
  }
  const auto last = probe.last_before(source.size());
  REQUIRE(last);
  CHECK(last->ticks == 999 * 3600);
}

TEST_CASE("StampProbe reads packets of 192 bytes") {
  std::string bytes;
  for (int64_t i = 0; i < 100; ++i) bytes += std::string(4, '\x55') + transport_packet(kVideoPid, i * 3600);
  BytesSource source(bytes);
  StampProbe probe(source, StampProbe::Format::TRANSPORT, kVideoPid);
  const auto stamps = probe.at(0, source.size());
  REQUIRE(stamps.size() == 1);
  CHECK(stamps[0].offset == 4);
  CHECK(probe.last_before(source.size()).value().ticks == 99 * 3600);
}

TEST_CASE("StampProbe tells when the video has moved to another stream") {
  std::string bytes;
  for (int64_t i = 0; i < 100; ++i) bytes += transport_packet(kVideoPid + 1, i * 3600);
  BytesSource source(bytes);
  StampProbe probe(source, StampProbe::Format::TRANSPORT, kVideoPid);
  CHECK(probe.at(0, source.size()).empty());
  CHECK_FALSE(probe.has_video());
}

TEST_CASE("StampProbe reads both clocks of a program stream") {
  std::string bytes;
  for (int64_t i = 0; i < 100; ++i) bytes += pack(kWrap - 3600 * 50 + i * 3600);
  BytesSource source(bytes);
  StampProbe probe(source, StampProbe::Format::PROGRAM, 0x1e0);
  const auto stamps = probe.at(2048 + 100, source.size());
  REQUIRE(stamps.size() == 2);
  CHECK(stamps[0].clock == Clock::SYSTEM);
  CHECK(stamps[0].offset == 2 * 2048);
  CHECK(stamps[0].ticks == kWrap - 3600 * 48);
  CHECK(stamps[1].clock == Clock::VIDEO);
  CHECK(stamps[1].ticks == kWrap - 3600 * 48);
}

TEST_CASE("StampProbe finds nothing in other bytes and behind the end") {
  BytesSource source(std::string(300'000, '\x13'));
  for (const auto format : {StampProbe::Format::TRANSPORT, StampProbe::Format::PROGRAM}) {
    StampProbe probe(source, format, kVideoPid);
    CHECK(probe.at(0, source.size()).empty());
    CHECK(probe.at(source.size() + 5, source.size()).empty());
    CHECK_FALSE(probe.last_before(source.size()));
  }
}

TEST_CASE("stamp_difference() counts over the wrap of the clock") {
  CHECK(stamp_difference(5, 3) == 2);
  CHECK(stamp_difference(3, 5) == -2);
  CHECK(stamp_difference(1, kWrap - 1) == 2);
  CHECK(stamp_difference(kWrap - 1, 1) == -2);
}
