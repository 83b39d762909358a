// The bytes of the input. Only the thread of the job reads them.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "base/cancel.h"
#include "base/descriptor.h"

namespace cliploop {

class Source {
 public:
  virtual ~Source() = default;

  // Reads up to `size` bytes at the current position. Returns the number of bytes, 0 at the end. Throws Failure, also
  // when the job is cancelled.
  virtual int read(uint8_t* buffer, int size) = 0;
  // Sets the position, which may be at or after the end.
  virtual void seek(int64_t offset) = 0;
  // The size in bytes, or -1 while it is unknown.
  virtual int64_t size() = 0;
  // False when all bytes before an offset must be received to reach it.
  virtual bool random_access() const = 0;
  // True when bytes take time to arrive, so that reading all of them is slow.
  virtual bool remote() const { return false; }
  // Throws Failure if bytes that were read may belong to different versions of the input.
  virtual void check_unchanged() {}

  // The first bytes of the input that were read, at most 4096. They identify inputs that are not media.
  const std::vector<uint8_t>& head() const { return head_; }
  // The demuxer calls this with the bytes that it has read.
  void record_head(int64_t offset, std::span<const uint8_t> bytes);

 private:
  static constexpr size_t kHead = 4096;
  std::vector<uint8_t> head_;
};

// A regular file.
std::unique_ptr<Source> open_path(const std::string& path, CancelToken& cancel);
// A regular file that is open for reading.
std::unique_ptr<Source> open_descriptor(Descriptor file, CancelToken& cancel);

}  // namespace cliploop
