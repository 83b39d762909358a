// Finds the properties of the streams, with bounded memory. libav decodes the first frames of each stream for this,
// whatever sizes and however many streams the file claims.
#pragma once

#include <cstdint>

#include "base/av_ptr.h"

namespace cliploop {

struct StreamInfoOptions {
  int64_t max_pixels = 0;  // of one picture of each stream together, about
  // The caller decodes with one thread, so that a size in the header that is too small is found out with little memory.
  bool one_thread = false;
  bool decode = true;  // false: no frame is decoded, so the parsers and the container must state everything
};

struct StreamInfoResult {
  int error = 0;  // AVERROR, or 0
  // What the parsers found at most: the pixels of the largest picture, and of one picture of each stream together.
  int64_t largest = 0;
  int64_t total = 0;
};

// As avformat_find_stream_info(), but only a few streams get a decoder, and it refuses pictures that are too large. For
// streams that appear later than the header it cannot do so; `decode` must be false unless they are known to fit.
StreamInfoResult find_stream_info(AVFormatContext& format, const StreamInfoOptions& options);

}  // namespace cliploop
