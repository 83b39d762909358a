// Finds where the video of a transport stream moves to other packet identifiers (PIDs), as in files that were joined.
#pragma once

#include <cstdint>
#include <set>
#include <span>
#include <string>
#include <string_view>

namespace cliploop {

// Reads the tables of streams with one program. Streams with several programs never change.
class ProgramChange {
 public:
  // Takes bytes in the order of the file. offset: of the first one. Bytes that are not read in order are ignored.
  void feed(int64_t offset, std::string_view bytes);
  // The offset of the packet from which the new program can be read; -1 while there is none.
  int64_t offset() const { return change_; }

 private:
  bool find_packets(std::string_view bytes);
  void read_packet(int64_t offset, std::string_view packet);
  void read_programs(int64_t offset, std::span<const uint8_t> section);
  void read_streams(int64_t offset, std::span<const uint8_t> section);

  int64_t next_ = 0;        // offset of the first byte that was not read
  std::string rest_;        // bytes before next_ of a packet that is not complete
  size_t stride_ = 0;       // bytes from packet to packet; 0 = not known
  size_t prefix_ = 0;       // bytes before the sync byte of a packet
  bool ignored_ = false;    // not a transport stream, or one with several programs
  int table_ = -1;          // PID of the table of streams
  int64_t tables_at_ = -1;  // offset of the last table of programs without video of the old program after it
  std::set<int> videos_;    // PIDs
  int64_t change_ = -1;
};

}  // namespace cliploop
