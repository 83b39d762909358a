// Notices the scrambled packets of transport streams and of DVDs. libav drops them or returns their bytes as they are.
#pragma once

#include <cstdint>
#include <map>
#include <span>

namespace cliploop {

// How errors call it.
inline constexpr const char* kScrambled = "scrambled packets";

class Scrambling {
 public:
  // Takes bytes of the file as they are read. offset: of the first one.
  void feed(int64_t offset, std::span<const uint8_t> bytes);
  // Whether the packets of this stream (PID, or stream ID of a program stream) that were read last are scrambled.
  bool is_scrambled(int stream) const;
  // Whether this is so for any stream.
  bool is_scrambled() const;
  // Whether this is so since a packet at or before the offset.
  bool is_scrambled_at(int stream, int64_t offset) const;

 private:
  enum class Layout { OTHER, TRANSPORT, PROGRAM };
  struct Recent {
    uint16_t scrambled = 0;      // of the last 16 packets; the lowest bit is the last one
    int64_t first = 0;           // offset of the first scrambled one
    bool pes_scrambled = false;  // the last PES header says so
  };

  void find_packets(std::span<const uint8_t> head);
  void read_transport_packet(int64_t offset, std::span<const uint8_t> bytes);
  void read_pack(int64_t offset, std::span<const uint8_t> bytes);
  static void note(Recent& recent, int64_t offset, bool scrambled);

  bool searched_ = false;
  Layout layout_ = Layout::OTHER;
  int64_t phase_ = 0;   // offset of the first packet
  int64_t stride_ = 0;  // bytes from packet to packet
  std::map<int, Recent> streams_;
};

// Whether the bytes look like random data, as encrypted data does.
bool looks_random(std::span<const uint8_t> bytes);

}  // namespace cliploop
