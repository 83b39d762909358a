// The output of a job that makes several files of pictures.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>

#include "base/cancel.h"
#include "job/sink.h"

namespace cliploop {

// Used by one thread at a time. Without commit(), nothing remains of the output.
class PictureOutput {
 public:
  virtual ~PictureOutput() = default;
  // Checks that the output can be written. pictures: their number, when it is known. Throws OUTPUT_EXISTS,
  // OUTPUT_UNWRITABLE, and INVALID_OPTION when it cannot hold several pictures.
  virtual void open(std::optional<int64_t> pictures) = 0;
  // number: from 0, in any order. Returns the offset of the bytes in the output. Throws LIMIT_OUTPUT_BYTES too.
  virtual int64_t add(int64_t number, std::span<const uint8_t> bytes) = 0;
  virtual void commit() = 0;
  virtual int64_t size() const = 0;
};

// All pictures one after the other. several: false when the sink is one file of a picture.
std::unique_ptr<PictureOutput> pictures_to_sink(std::unique_ptr<Sink> sink, bool several);

// Names of files with a number from 1 on: before + number with at least this many digits + after.
struct NumberedPaths {
  std::string before;
  int digits = 1;
  std::string after;
  bool overwrite = false;

  std::string name(int64_t number) const;
};

// Each picture has its own file. The files appear at commit(): all of them, or none.
std::unique_ptr<PictureOutput> pictures_to_files(NumberedPaths paths, int64_t max_bytes, CancelToken& cancel);

}  // namespace cliploop
