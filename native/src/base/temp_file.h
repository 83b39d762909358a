// A temporary file without a name: gone when it is closed, however the process ends.
#pragma once

#include <cstdint>
#include <span>
#include <string>

#include "base/status.h"

namespace cliploop {

class TempFile {
 public:
  // In TMPDIR, else /tmp. stage: "input" or "write"; failures are INPUT_UNREADABLE or OUTPUT_UNWRITABLE.
  explicit TempFile(std::string stage);
  ~TempFile();
  TempFile(const TempFile&) = delete;
  TempFile& operator=(const TempFile&) = delete;

  void write_at(int64_t offset, std::span<const uint8_t> bytes);
  // Bytes read; fewer than asked for only at the end.
  size_t read_at(int64_t offset, std::span<uint8_t> buffer);

 private:
  Code code() const;

  std::string stage_;
  int fd_ = -1;
};

// Whole reads and writes at an offset, over interruptions; -1 and errno on failure.
int64_t write_fully(int fd, int64_t offset, std::span<const uint8_t> bytes);
int64_t read_fully(int fd, int64_t offset, std::span<uint8_t> buffer);

}  // namespace cliploop
