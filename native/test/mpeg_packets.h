// Packets of MPEG transport and program streams for tests.
#pragma once

#include <string>

namespace cliploop {

constexpr int kVideoPid = 256;
constexpr char kVideoStream = '\xe0';

// A presentation time stamp of 33 bits in five bytes.
inline std::string stamp_bytes(int64_t ticks) {
  const auto byte = [](int64_t value) { return static_cast<char>(value & 0xff); };
  return {byte(0x21 | (ticks >> 29 & 0x0e)), byte(ticks >> 22), byte(ticks >> 14 | 1), byte(ticks >> 7),
          byte(ticks << 1 | 1)};
}

// The header of a packet of an elementary stream (PES), padded to 64 bytes.
inline std::string pes(int64_t ticks) {
  using namespace std::string_literals;
  std::string out = "\0\0\1"s + kVideoStream + "\0\0\x80\x80\x05"s + stamp_bytes(ticks);
  out.resize(64, '\xff');
  return out;
}

// A packet of a transport stream: the beginning of a frame, or another one when `ticks` is negative.
inline std::string transport_packet(int pid, int64_t ticks) {
  std::string out{'\x47', static_cast<char>((ticks >= 0 ? 0x40 : 0) | pid >> 8), static_cast<char>(pid), '\x10'};
  if (ticks >= 0) out += pes(ticks);
  out.resize(188, '\xff');
  return out;
}

// A pack of a program stream of MPEG-1 with a frame, 2048 bytes long.
inline std::string pack(int64_t ticks) {
  using namespace std::string_literals;
  std::string out = "\0\0\1\xba"s + stamp_bytes(ticks) + "\x80\0\1"s + pes(ticks);
  out.resize(2048, '\xff');
  return out;
}

}  // namespace cliploop
