// The units (OBUs) that AV1 encoders write.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace cliploop::avif {

// What AV1CodecConfigurationRecord says of a stream.
struct Sequence {
  std::vector<uint8_t> unit;  // the sequence header, as it is in the stream
  int profile = 0;
  int level = 0;
  int tier = 0;
};

// A packet of an encoder as a sample of a file: without temporal delimiters, which the file makes superfluous.
// `sequence` gets the sequence header, if the packet has one. Throws ENCODE_FAILED for bytes that are not OBUs.
std::vector<uint8_t> to_sample(std::span<const uint8_t> packet, Sequence& sequence);

}  // namespace cliploop::avif
