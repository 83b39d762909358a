// Where the bytes of the video come from. Read by the job's demux thread alone.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "base/cancel.h"

namespace cliploop {

class Source {
 public:
  virtual ~Source() = default;

  // Up to size bytes at the current position; 0 at the end. Throws Failure; blocks no longer than the job lives.
  virtual int read(uint8_t* buffer, int size) = 0;
  // To an absolute offset, which may lie at or beyond the end.
  virtual void seek(int64_t offset) = 0;
  // Bytes in all, or -1 while unknown.
  virtual int64_t size() = 0;
  // False when every byte before an offset has to be taken in to reach it.
  virtual bool random_access() const = 0;

  // The first bytes of the input, as far as they were read. They identify an input that is not media.
  const std::vector<uint8_t>& head() const { return head_; }
  // Called by readers with the bytes that they read.
  void note(int64_t offset, std::span<const uint8_t> bytes);

 private:
  static constexpr size_t kHead = 4096;
  std::vector<uint8_t> head_;
};

// A regular file.
std::unique_ptr<Source> open_path(const std::string& path, CancelToken& cancel);

// Bytes owned by the caller, who keeps them unchanged for the life of the job.
std::unique_ptr<Source> open_bytes(std::span<const uint8_t> bytes);

}  // namespace cliploop
