// Notices the scrambled packets of a transport stream, which libav does not report.
#pragma once

#include <cstdint>
#include <map>
#include <span>

namespace cliploop {

class Scrambling {
 public:
  // Takes bytes of the file as they are read. offset: of the first one.
  void feed(int64_t offset, std::span<const uint8_t> bytes);
  // Whether the packets with this identifier (PID) that were read last are scrambled.
  bool is_scrambled(int pid) const;

 private:
  void find_packets(std::span<const uint8_t> head);

  bool searched_ = false;
  int64_t phase_ = 0;            // offset of the first packet
  int64_t stride_ = 0;           // bytes from packet to packet; 0 = not a transport stream
  std::map<int, int64_t> runs_;  // PID: scrambled packets since the last clear one
};

// Whether the bytes look like random data, as encrypted data does.
bool looks_random(std::span<const uint8_t> bytes);

}  // namespace cliploop
