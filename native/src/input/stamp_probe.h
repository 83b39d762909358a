// Reads time stamps at places of MPEG transport and program streams, without their demuxers.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "input/source.h"

namespace cliploop {

class StampProbe {
 public:
  enum class Format { TRANSPORT, PROGRAM };
  // Keeps the reference. video: the packet identifier (PID) or stream ID of the video.
  StampProbe(Source& source, Format format, int video) : source_(source), format_(format), video_(video) {}

  struct Stamp {
    enum class Clock { VIDEO, SYSTEM } clock = Clock::VIDEO;  // SYSTEM: of a program stream
    int64_t offset = 0;                                       // bytes
    int64_t ticks = 0;                                        // of 90 kHz, 33 bits
  };
  // The first decoding time stamp of the video, and the first system clock, in the bytes from `offset` up to `end`, of
  // which only some are read.
  std::vector<Stamp> at(int64_t offset, int64_t end);
  // The last stamp of the video near the end of the bytes before `end`.
  std::optional<Stamp> last_before(int64_t end);
  // False when the last bytes that were read have packets, but none of the video.
  bool has_video() const { return has_video_; }

 private:
  // Appends to bytes_.
  bool read_more(int64_t end, size_t count);
  void parse(int64_t offset);
  void parse_transport(int64_t offset);
  void parse_program(int64_t offset);
  // Reads the header of a packet of an elementary stream (PES).
  void parse_pes(std::span<const uint8_t> header, int64_t offset);

  Source& source_;
  const Format format_;
  const int video_;
  int64_t position_ = 0;  // behind bytes_
  std::vector<uint8_t> bytes_;
  std::vector<Stamp> found_;
  bool has_video_ = true;
};

// The difference between two stamps of a 33-bit clock that wraps: -2^32 to 2^32-1 ticks.
int64_t stamp_difference(int64_t later, int64_t earlier);

}  // namespace cliploop
