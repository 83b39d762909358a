// What went wrong in a job, as data: the engine throws Failure inside, and hands out a Status at its edge.
#pragma once

#include <stdexcept>
#include <string>
#include <string_view>

namespace cliploop {

// One list for the enum, the names that JavaScript sees, and the test that holds the error catalogue against it.
#define CLIPLOOP_CODES(X) \
  X(OK)                   \
  X(ABORTED)              \
  X(TIMEOUT)              \
  X(INPUT_NOT_FOUND)      \
  X(INPUT_UNREADABLE)     \
  X(INPUT_NOT_MEDIA)      \
  X(INPUT_FORBIDDEN)      \
  X(NO_VIDEO)             \
  X(DECODER_MISSING)      \
  X(DECODE_FAILED)        \
  X(START_BEYOND_END)     \
  X(SEGMENT_EMPTY)        \
  X(LIMIT_PIXELS)         \
  X(LIMIT_DURATION)       \
  X(LIMIT_FRAMES)         \
  X(LIMIT_OUTPUT_BYTES)   \
  X(LIMIT_SPOOL_BYTES)    \
  X(OUTPUT_EXISTS)        \
  X(OUTPUT_UNWRITABLE)    \
  X(ENCODE_FAILED)        \
  X(INVALID_OPTION)       \
  X(OUT_OF_MEMORY)        \
  X(INTERNAL)

enum class Code {
#define X(name) name,
  CLIPLOOP_CODES(X)
#undef X
};

std::string_view code_name(Code code);
// INTERNAL for a name that is none.
Code code_from_name(std::string_view name);

// stage: a word of the data flow, such as input, demux, decode, sample, scale, quantize, diff, lzw, webp, write.
struct Status {
  Code code = Code::OK;
  std::string stage;
  int av_error = 0;  // libav's negative AVERROR, 0 when libav has no part in it
  std::string detail;

  bool ok() const { return code == Code::OK; }
};

class Failure : public std::runtime_error {
 public:
  Failure(Code code, std::string stage, std::string detail, int av_error = 0)
      : std::runtime_error(detail), status{code, std::move(stage), av_error, std::move(detail)} {}
  explicit Failure(Status s) : std::runtime_error(s.detail), status(std::move(s)) {}

  Status status;
};

// libav's own words for an AVERROR.
std::string av_error_text(int av_error);

// The status of whatever is being thrown: call inside a catch block only.
Status status_of_current_exception(std::string_view stage);

}  // namespace cliploop
