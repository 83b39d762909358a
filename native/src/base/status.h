// The error of a job. The engine throws Failure; the addon passes its Status on.
#pragma once

#include <stdexcept>
#include <string>
#include <string_view>

#include "base/stage.h"

namespace cliploop {

// The list of error codes. The enum and the names in JavaScript are made from it, and a test compares it with the error
// catalogue of @cliploop/core.
#define CLIPLOOP_CODES(X) \
  X(OK)                   \
  X(ABORTED)              \
  X(TIMEOUT)              \
  X(INPUT_NOT_FOUND)      \
  X(INPUT_UNREADABLE)     \
  X(INPUT_NOT_MEDIA)      \
  X(INPUT_CHANGED)        \
  X(INPUT_FORBIDDEN)      \
  X(INPUT_ENCRYPTED)      \
  X(NO_VIDEO)             \
  X(DECODER_MISSING)      \
  X(DECODE_FAILED)        \
  X(START_BEYOND_END)     \
  X(SEGMENT_EMPTY)        \
  X(LIMIT_PIXELS)         \
  X(LIMIT_MEMORY)         \
  X(LIMIT_DURATION)       \
  X(LIMIT_FRAMES)         \
  X(LIMIT_OUTPUT_BYTES)   \
  X(LIMIT_SPOOL_BYTES)    \
  X(BUDGET_TOO_SMALL)     \
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
// INTERNAL for an unknown name.
Code code_from_name(std::string_view name);

struct Status {
  Code code = Code::OK;
  Stage stage = Stage::NONE;  // NONE when the job was stopped from outside
  int av_error = 0;           // a negative AVERROR of libav, or 0
  std::string detail;

  bool ok() const { return code == Code::OK; }
};

class Failure : public std::runtime_error {
 public:
  Failure(Code code, Stage stage, std::string detail, int av_error = 0)
      : std::runtime_error(detail), status{code, stage, av_error, std::move(detail)} {}
  explicit Failure(Status s) : std::runtime_error(s.detail), status(std::move(s)) {}

  Status status;
};

// The text of libav for an AVERROR.
std::string av_error_text(int av_error);

// The status of the current exception. Must be called in a catch block.
Status status_of_current_exception(Stage stage);

}  // namespace cliploop
