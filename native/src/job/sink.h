// The output of a job.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/cancel.h"
#include "base/descriptor.h"
#include "base/temp_file.h"

struct AVMD5;

namespace cliploop {

// Counts, limits and hashes the bytes. Used by one thread at a time. Without commit(), nothing remains of the output.
class Sink {
 public:
  Sink(int64_t max_bytes, CancelToken& cancel);
  virtual ~Sink();
  Sink(const Sink&) = delete;
  Sink& operator=(const Sink&) = delete;

  // Checks that the output can be written, and creates its file. Throws OUTPUT_EXISTS and OUTPUT_UNWRITABLE. Further
  // calls do nothing.
  void open();
  // Opens the output if necessary. Throws LIMIT_OUTPUT_BYTES, OUTPUT_EXISTS and OUTPUT_UNWRITABLE.
  void write(std::span<const uint8_t> bytes);
  // Overwrites bytes, for header fields that are known at the end. Not for a stream that is not `whole`.
  void patch(int64_t offset, std::span<const uint8_t> bytes);
  // Completes the output and makes it visible. Without an exception the job has succeeded: from then on nothing may
  // stop it.
  void commit();

  // Where frames wait that are not encoded in the order of the video.
  std::unique_ptr<TempFile> make_spool();
  // The file for them, which is empty, and open for reading and writing. Without it, make_spool() creates one.
  void set_spool(Descriptor file) { spool_.emplace(std::move(file)); }

  int64_t size() const { return size_; }
  // In lower-case hexadecimal digits, after commit().
  const std::string& md5() const { return md5_; }

  // Whether restart() is possible, because no byte was delivered.
  virtual bool can_restart() const { return true; }
  // Drops all bytes, so that encoding can start again.
  void restart();

 protected:
  virtual void prepare() {}
  virtual void put(int64_t offset, std::span<const uint8_t> bytes) = 0;
  // Reads bytes that were written, for hashing after a patch.
  virtual size_t get(int64_t offset, std::span<uint8_t> buffer) = 0;
  virtual void finish() = 0;
  virtual void clear() = 0;

  CancelToken& cancel_;

 private:
  void hash_again();

  const int64_t max_bytes_;
  std::optional<Descriptor> spool_;
  bool open_ = false;
  int64_t size_ = 0;
  bool patched_ = false;
  AVMD5* hash_ = nullptr;
  std::string md5_;
};

// Writes a temporary file in the same folder and renames it, so that there are no partial files. Without overwrite,
// open() and commit() throw OUTPUT_EXISTS when the path exists.
std::unique_ptr<Sink> sink_to_path(const std::string& path, bool overwrite, int64_t max_bytes, CancelToken& cancel);

// Writes a file that is open for reading and writing, and empty. If the job fails, the owner of the file drops it.
std::unique_ptr<Sink> sink_to_descriptor(Descriptor file, int64_t max_bytes, CancelToken& cancel);

// `out` has the bytes after commit().
std::unique_ptr<Sink> sink_to_bytes(std::vector<uint8_t>& out, int64_t max_bytes, CancelToken& cancel);

// Delivers pieces at once (GIF), or with `whole` all bytes at commit() from a temporary file (for formats with
// patches).
using Deliver = std::function<void(std::span<const uint8_t>)>;  // blocks until there is room; may throw
std::unique_ptr<Sink> sink_to_stream(Deliver deliver, bool whole, int64_t max_bytes, CancelToken& cancel);

}  // namespace cliploop
