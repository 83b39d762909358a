#include "input/program_change.h"

#include <doctest/doctest.h>

#include <string>
#include <vector>

extern "C" {
#include <libavutil/crc.h>
}

using namespace cliploop;

namespace {

constexpr size_t kPacket = 188;

std::string packet(int pid, bool begins, const std::string& payload) {
  std::string out{'\x47', static_cast<char>((begins ? 0x40 : 0) | pid >> 8), static_cast<char>(pid), '\x10'};
  out += payload;
  out.resize(kPacket, '\xff');
  return out;
}

std::string section(int table, const std::string& body) {
  const size_t length = 5 + body.size() + 4;
  std::string out{
      static_cast<char>(table), static_cast<char>(0xb0 | length >> 8), static_cast<char>(length), 0, 1, '\xc1', 0, 0};
  out += body;
  const uint32_t crc =
      av_crc(av_crc_get_table(AV_CRC_32_IEEE), UINT32_MAX, reinterpret_cast<const uint8_t*>(out.data()), out.size());
  for (int i = 0; i < 4; ++i) out += static_cast<char>(crc >> (8 * i));
  return std::string(1, '\0') + out;
}

std::string pid_bytes(int pid) { return {static_cast<char>(0xe0 | pid >> 8), static_cast<char>(pid)}; }

std::string programs(const std::vector<int>& tables) {
  std::string body;
  for (size_t i = 0; i < tables.size(); ++i) body += std::string{0, static_cast<char>(i + 1)} + pid_bytes(tables[i]);
  return packet(0, true, section(0, body));
}

// A table with one stream of H.264 and one of AAC.
std::string streams(int table, int video) {
  const std::string body = pid_bytes(video) + std::string{'\xf0', 0} + '\x1b' + pid_bytes(video) +
                           std::string{'\xf0', 0} + '\x0f' + pid_bytes(video + 1) + std::string{'\xf0', 0};
  return packet(table, true, section(2, body));
}

std::string video(int pid, int packets) {
  std::string out;
  for (int i = 0; i < packets; ++i) out += packet(pid, i == 0, "data");
  return out;
}

std::string part(int table, int pid) { return programs({table}) + streams(table, pid) + video(pid, 10); }

int64_t change_of(const std::string& bytes, size_t step) {
  ProgramChange change;
  for (size_t at = 0; at < bytes.size(); at += step) {
    change.feed(static_cast<int64_t>(at), std::string_view(bytes).substr(at, step));
  }
  return change.offset();
}

}  // namespace

TEST_CASE("ProgramChange finds the table of programs before video with another PID") {
  const std::string first = part(100, 256) + part(100, 256);
  for (const size_t step : {size_t{12}, size_t{188}, size_t{1000}, size_t{100'000}}) {
    CHECK(change_of(first, step) == -1);
    CHECK(change_of(first + part(100, 300), step) == static_cast<int64_t>(first.size()));
    CHECK(change_of(first + part(200, 300), step) == static_cast<int64_t>(first.size()));
    const std::string cut = first + std::string(77, 'a');
    CHECK(change_of(cut + part(200, 300), step) == static_cast<int64_t>(cut.size()));
  }
}

TEST_CASE("ProgramChange ignores damaged tables, several programs, and other files") {
  std::string damaged = part(100, 256) + part(100, 300);
  damaged[13 * kPacket + 20] ^= 1;
  CHECK(change_of(damaged, 1000) == -1);
  CHECK(change_of(programs({100, 101}) + part(100, 256) + part(100, 300), 1000) == -1);
  CHECK(change_of(std::string(20'000, '\x47'), 1000) == -1);
  CHECK(change_of("no transport stream" + part(100, 256) + part(100, 300), 1000) == -1);
}

TEST_CASE("ProgramChange ignores what is read out of order") {
  const std::string first = part(100, 256);
  const std::string all = first + part(100, 256) + part(100, 300);
  ProgramChange change;
  const auto feed = [&](size_t from, size_t to) {
    change.feed(static_cast<int64_t>(from), std::string_view(all).substr(from, to - from));
  };
  feed(0, first.size());
  feed(2 * first.size(), all.size());
  CHECK(change.offset() == -1);
  feed(0, all.size());
  CHECK(change.offset() == static_cast<int64_t>(2 * first.size()));
}
