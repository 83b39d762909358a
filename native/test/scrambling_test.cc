#include "input/scrambling.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <string>

#include "mpeg_packets.h"

using namespace cliploop;

namespace {

constexpr size_t kSector = 2048;

std::span<const uint8_t> bytes_of(const std::string& text, size_t at, size_t size) {
  return {reinterpret_cast<const uint8_t*>(text.data()) + at, std::min(size, text.size() - at)};
}

Scrambling read_in_pieces(const std::string& file, size_t piece) {
  Scrambling scrambling;
  for (size_t at = 0; at < file.size(); at += piece) {
    scrambling.feed(static_cast<int64_t>(at), bytes_of(file, at, piece));
  }
  scrambling.feed(static_cast<int64_t>(file.size()), {});
  return scrambling;
}

std::string frames(int count, bool scrambled_packets, bool scrambled_pes) {
  std::string file;
  for (int i = 0; i < count; ++i) {
    for (int k = 0; k < 5; ++k) {
      std::string packet = transport_packet(kVideoPid, k == 0 ? i : -1);
      if (scrambled_packets) packet[3] = static_cast<char>(packet[3] | 0x80);
      if (scrambled_pes && k == 0) packet[4 + 6] = static_cast<char>(packet[4 + 6] | 0x20);
      file += packet;
    }
  }
  return file;
}

// With a time stamp before each packet, as on a Blu-ray.
std::string with_stamps(const std::string& file) {
  std::string out;
  for (size_t at = 0; at < file.size(); at += 188) out += std::string(4, '\x01') + file.substr(at, 188);
  return out;
}

// A sector of a DVD.
std::string sector(bool scrambled) {
  using namespace std::string_literals;
  std::string out = "\0\0\1\xba\x44"s + std::string(9, '\0') + pes(0);
  if (scrambled) out[14 + 6] = static_cast<char>(out[14 + 6] | 0x10);
  out.resize(kSector, '\xff');
  return out;
}

std::string sectors(int count, bool scrambled) {
  std::string file;
  for (int i = 0; i < count; ++i) file += sector(scrambled);
  return file;
}

}  // namespace

TEST_CASE("scrambling: finds the first scrambled packet however the file is read") {
  const int64_t clear = 20 * 5 * 188;
  for (const size_t piece : {1, 100, 187, 1000, 1316, 4096, 65536}) {
    CAPTURE(piece);
    for (const bool pes : {false, true}) {
      CAPTURE(pes);
      const std::string file = frames(20, false, false) + frames(20, !pes, pes);
      const Scrambling scrambling = read_in_pieces(file, piece);
      CHECK(scrambling.is_scrambled(kVideoPid));
      CHECK(scrambling.is_scrambled_at(kVideoPid, clear));
      CHECK_FALSE(scrambling.is_scrambled_at(kVideoPid, clear - 1));
      CHECK(read_in_pieces(with_stamps(file), piece).is_scrambled_at(kVideoPid, clear / 188 * 192 + 4));
      CHECK_FALSE(read_in_pieces(with_stamps(file), piece).is_scrambled_at(kVideoPid, clear / 188 * 192 + 3));
    }
    CHECK_FALSE(read_in_pieces(frames(40, false, false), piece).is_scrambled());
    const Scrambling dvd = read_in_pieces(sectors(20, false) + sectors(20, true), piece);
    CHECK(dvd.is_scrambled_at(0x1e0, 20 * kSector));
    CHECK_FALSE(dvd.is_scrambled_at(0x1e0, 20 * kSector - 1));
    CHECK_FALSE(read_in_pieces(sectors(40, false), piece).is_scrambled());
  }
}

TEST_CASE("scrambling: recognizes a file that is shorter than what is usually compared") {
  for (const size_t piece : {1, 1316, 65536}) {
    CAPTURE(piece);
    CHECK(read_in_pieces(frames(2, true, false), piece).is_scrambled());
  }
}

TEST_CASE("scrambling: reads on after a seek into the middle of a packet") {
  const std::string file = frames(20, false, false) + frames(20, true, false);
  Scrambling scrambling;
  scrambling.feed(0, bytes_of(file, 0, 5000));
  CHECK_FALSE(scrambling.is_scrambled());
  for (size_t at = 25000; at < file.size(); at += 1316) {
    scrambling.feed(static_cast<int64_t>(at), bytes_of(file, at, 1316));
  }
  CHECK(scrambling.is_scrambled_at(kVideoPid, 25004));
  CHECK_FALSE(scrambling.is_scrambled_at(kVideoPid, 25003));
}

TEST_CASE("scrambling: keeps what the last PES header said when the next one is cut") {
  std::string file = frames(20, false, true);
  // The payload of the first packet of the last frame is 3 bytes long.
  const size_t at = 19 * 5 * 188;
  file[at + 3] = static_cast<char>(file[at + 3] | 0x20);
  file[at + 4] = static_cast<char>(188 - 5 - 3);
  CHECK(read_in_pieces(file, 65536).is_scrambled());
}
