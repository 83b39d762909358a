// Encodes pixels as the chunks of one frame with libwebp.
#pragma once

#include <webp/encode.h>

#include <cstdint>
#include <vector>

#include "base/cancel.h"

namespace cliploop::webp {

// A view of RGBA pixels.
struct Pixels {
  const uint8_t* rgba;
  int stride;  // bytes
  int width;
  int height;
  bool opaque;  // true: alpha is ignored
};

// The chunks for an ANMF chunk: VP8L, or VP8 with ALPH before it when there is alpha. Throws ENCODE_FAILED, and the
// cause of a cancelled job.
std::vector<uint8_t> encode(const Pixels& pixels, const WebPConfig& config, CancelToken& cancel);

// The same as a whole file with one picture.
std::vector<uint8_t> encode_file(const Pixels& pixels, const WebPConfig& config, CancelToken& cancel);

}  // namespace cliploop::webp
