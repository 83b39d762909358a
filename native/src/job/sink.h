// Where the bytes of the animation go.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "base/cancel.h"

struct AVMD5;

namespace cliploop {

// Counts, limits and hashes what passes. Used by one thread at a time. Destroyed without commit(), it leaves nothing
// behind.
class Sink {
 public:
  Sink(int64_t max_bytes, CancelToken& cancel);
  virtual ~Sink();
  Sink(const Sink&) = delete;
  Sink& operator=(const Sink&) = delete;

  // Checks that the output can be written, and creates its file. Nothing is written before. Throws OUTPUT_EXISTS,
  // OUTPUT_UNWRITABLE. Further calls do nothing.
  void open();
  // Opens if necessary. Throws LIMIT_OUTPUT_BYTES, OUTPUT_EXISTS, OUTPUT_UNWRITABLE.
  void write(std::span<const uint8_t> bytes);
  // Overwrites bytes written before: for headers that need the end. Only where can_patch().
  void patch(int64_t offset, std::span<const uint8_t> bytes);
  // Makes the output appear, whole.
  void commit();

  int64_t size() const { return size_; }
  // Lower-case hex; after commit().
  const std::string& md5() const { return md5_; }

  // Whether nothing has left yet, so that the job may begin again: see restart().
  virtual bool can_restart() const { return true; }
  void restart();

 protected:
  virtual void prepare() {}
  virtual void put(int64_t offset, std::span<const uint8_t> bytes) = 0;
  // Bytes written so far, for hashing after a patch.
  virtual size_t get(int64_t offset, std::span<uint8_t> buffer) = 0;
  virtual void finish() = 0;
  virtual void clear() = 0;

  CancelToken& cancel_;

 private:
  void hash_anew();

  const int64_t max_bytes_;
  bool open_ = false;
  int64_t size_ = 0;
  bool patched_ = false;
  AVMD5* hash_ = nullptr;
  std::string md5_;
};

// Writes a temporary file beside the path and renames it, so there are no partial files. Without overwrite, open() and
// commit() throw OUTPUT_EXISTS when the path exists.
std::unique_ptr<Sink> sink_to_path(const std::string& path, bool overwrite, int64_t max_bytes, CancelToken& cancel);

// `out` holds the bytes after commit().
std::unique_ptr<Sink> sink_to_bytes(std::vector<uint8_t>& out, int64_t max_bytes, CancelToken& cancel);

// Hands pieces on as they come (GIF), or all at commit from a temporary file (`whole`: formats that are patched).
using Deliver = std::function<void(std::span<const uint8_t>)>;  // blocks until there is room; throws
std::unique_ptr<Sink> sink_to_stream(Deliver deliver, bool whole, int64_t max_bytes, CancelToken& cancel);

}  // namespace cliploop
