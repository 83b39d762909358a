// A temporary file without a name. The system deletes it when it is closed, even when the process crashes.
#pragma once

#include <cstdint>
#include <span>
#include <string>

#include "base/descriptor.h"
#include "base/status.h"

namespace cliploop {

class TempFile {
 public:
  // Creates the file in TMPDIR, or in /tmp. A failure is INPUT_UNREADABLE for Stage::INPUT and OUTPUT_UNWRITABLE for
  // Stage::WRITE.
  explicit TempFile(Stage stage);
  // Uses a file that is open for reading and writing.
  TempFile(Descriptor file, Stage stage) : stage_(stage), file_(std::move(file)) {}
  TempFile(const TempFile&) = delete;
  TempFile& operator=(const TempFile&) = delete;

  void write_at(int64_t offset, std::span<const uint8_t> bytes);
  // Returns the number of bytes read, which is smaller than the buffer only at the end of the file.
  size_t read_at(int64_t offset, std::span<uint8_t> buffer);

 private:
  Code code() const;

  Stage stage_;
  Descriptor file_{-1};
};

// Read and write at an offset, and continue after interruptions. Return the number of bytes, or -1 and errno.
int64_t write_fully(int fd, int64_t offset, std::span<const uint8_t> bytes);
int64_t read_fully(int fd, int64_t offset, std::span<uint8_t> buffer);

}  // namespace cliploop
