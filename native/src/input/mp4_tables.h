// Checks the claims of MP4 and QuickTime files while libav reads them.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace cliploop {

// libav makes an entry of 24 bytes for each sample. A box of 20 bytes can claim billions of samples that all have the
// same size, so that nothing else in the file shows how many there are.
class Mp4Tables {
 public:
  // Bytes that were read at this offset, before libav sees them. file_size: -1 = unknown. Throws INPUT_NOT_MEDIA when
  // the file claims more samples than it can have. Bytes of other formats are ignored.
  void see(int64_t offset, std::span<const uint8_t> bytes, int64_t file_size);

 private:
  struct Box {
    std::string_view name;
    int64_t header = 8;  // bytes
    int64_t size = 0;    // bytes, with the header
  };
  // The bytes of the box that must be seen before anything is known about it.
  int64_t needed() const;
  Box box() const;
  uint32_t number(size_t at) const;  // big-endian, at this offset in the box
  std::string_view name(size_t at) const;
  void enter(int64_t file_size);
  int64_t unlisted_samples(const Box& trun, int64_t file_size) const;
  void check(const Box& box, int64_t file_size);
  // Checks a movie header that is compressed by zlib.
  void check_compressed(std::span<const uint8_t> payload, int64_t file_size);

  bool is_mp4_ = true;
  int64_t next_ = 0;           // the offset of the box
  std::vector<uint8_t> part_;  // its first bytes
  std::vector<int64_t> ends_;  // of the boxes around it
  bool sound_ = false;         // of the current track
  bool simple_sound_ = false;  // libav needs no entry for each sample of such a codec
  int64_t claimed_ = 0;        // samples that are not listed one by one
  int64_t inflated_ = 0;       // bytes of compressed headers
};

}  // namespace cliploop
