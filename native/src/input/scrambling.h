// Notices the scrambled packets of transport streams and of DVDs. libav drops them or returns their bytes as they are.
#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <vector>

namespace cliploop {

// How errors call it.
inline constexpr const char* kScrambled = "scrambled packets";

class Scrambling {
 public:
  // Takes bytes of the file as they are read. offset: of the first one. No bytes: the file ends at the offset. Packets
  // may be in several calls whose bytes follow each other.
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

  void find_packets();
  void collect_head(int64_t offset, std::span<const uint8_t> bytes);
  void read_packets(int64_t offset, std::span<const uint8_t> bytes);
  void read_packet(int64_t offset, std::span<const uint8_t> packet);
  void read_transport_packet(int64_t offset, std::span<const uint8_t> bytes);
  void read_pack(int64_t offset, std::span<const uint8_t> bytes);
  static void note(Recent& recent, int64_t offset, bool scrambled);

  bool searched_ = false;
  Layout layout_ = Layout::OTHER;
  int64_t phase_ = 0;   // offset of the first packet
  int64_t stride_ = 0;  // bytes from packet to packet
  int64_t length_ = 0;  // bytes of a packet
  int64_t next_ = 0;    // offset after the last bytes
  // The first bytes of the file while they are too few to find packets. Later the incomplete packet before next_.
  std::vector<uint8_t> rest_;
  std::map<int, Recent> streams_;
};

// Whether the bytes look like random data, as encrypted data does.
bool looks_random(std::span<const uint8_t> bytes);

}  // namespace cliploop
