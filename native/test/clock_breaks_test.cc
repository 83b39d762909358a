#include "input/clock_breaks.h"

#include <doctest/doctest.h>

#include <vector>

#include "bytes_source.h"
#include "mpeg_packets.h"

using namespace cliploop;

namespace {

constexpr int64_t kSecond = 90'000;

// A part of a file: its first time stamp, and its length, in seconds.
struct Part {
  int64_t first = 0;
  int64_t seconds = 0;
};

// 25 frames a second, and 200 KB a second.
std::string transport(const std::vector<Part>& parts) {
  std::string out;
  for (const Part& part : parts) {
    for (int64_t i = 0; i < part.seconds * 25; ++i) {
      out += transport_packet(kVideoPid, part.first * kSecond + i * 3600);
      for (int k = 1; k < 42; ++k) out += transport_packet(kVideoPid, -1);
    }
  }
  return out;
}

std::string program(const std::vector<Part>& parts) {
  std::string out;
  for (const Part& part : parts) {
    for (int64_t i = 0; i < part.seconds * 100; ++i) out += pack(part.first * kSecond + i * 900);
  }
  return out;
}

// The places of the breaks, in seconds, rounded down.
std::vector<int64_t> breaks(const std::string& bytes, StampProbe::Format format) {
  BytesSource source(bytes);
  StampProbe probe(source, format, format == StampProbe::Format::TRANSPORT ? kVideoPid : 0x1e0);
  const auto found = find_clock_breaks(probe, source, 1 << 20);
  REQUIRE(found);
  const int64_t second = format == StampProbe::Format::TRANSPORT ? int64_t{25} * 42 * 188 : int64_t{100} * 2048;
  std::vector<int64_t> out;
  for (const ClockBreak& at : *found) {
    CHECK(at.after > at.before);
    CHECK(at.after - at.before <= 2 * closest_places(source));
    out.push_back(at.after / second);
  }
  return out;
}

void expect_breaks(const std::vector<Part>& parts, const std::vector<int64_t>& expected) {
  CHECK(breaks(transport(parts), StampProbe::Format::TRANSPORT) == expected);
  CHECK(breaks(program(parts), StampProbe::Format::PROGRAM) == expected);
}

}  // namespace

TEST_CASE("find_clock_breaks() finds no break in one recording") {
  expect_breaks({{0, 100}}, {});
  expect_breaks({{95'400, 100}}, {});  // the clock wraps after 26.5 hours
}

TEST_CASE("find_clock_breaks() finds clocks that go back and that jump ahead") {
  expect_breaks({{0, 60}, {0, 40}}, {60});
  expect_breaks({{0, 60}, {1000, 40}}, {60});
  expect_breaks({{0, 60}, {0, 40}, {500, 30}}, {60, 100});
}

TEST_CASE("find_clock_breaks() finds a part of some seconds") {
  expect_breaks({{0, 60}, {0, 8}, {60, 40}}, {60, 68});
  expect_breaks({{0, 60}, {0, 8}, {0, 40}}, {60, 68});
  expect_breaks({{0, 6}, {0, 100}}, {6});
}

TEST_CASE("find_clock_breaks() takes pauses shorter than those that begin a part for no break") {
  expect_breaks({{0, 60}, {65, 40}}, {});
}

TEST_CASE("find_clock_breaks() does not tell for bytes without time stamps") {
  BytesSource source(std::string(20 << 20, '\x13'));
  StampProbe probe(source, StampProbe::Format::TRANSPORT, kVideoPid);
  CHECK_FALSE(find_clock_breaks(probe, source, 1 << 20));
}

TEST_CASE("find_clock_breaks() does not tell when a part is longer than 12 hours") {
  const auto tells = [](int64_t hours) {
    std::string bytes;
    for (int64_t i = 0; i < hours * 60; ++i) {
      bytes += transport_packet(kVideoPid, i * 60 * kSecond);
      for (int k = 1; k < 64; ++k) bytes += transport_packet(kVideoPid, -1);
    }
    BytesSource source(bytes);
    StampProbe probe(source, StampProbe::Format::TRANSPORT, kVideoPid);
    return find_clock_breaks(probe, source, 1 << 20).has_value();
  };
  CHECK(tells(11));
  CHECK_FALSE(tells(13));
  CHECK_FALSE(tells(30));
}
