// Refuses inputs that are mostly damaged.
#pragma once

#include <cstdint>

#include "input/reader.h"

namespace cliploop {

// What was decoded so far.
struct Damage {
  int64_t errors = 0;           // packets that gave no frame or a damaged one
  int64_t segment_errors = 0;   // those of them that are displayed in the segment
  int64_t segment_packets = 0;  // all packets that are displayed there

  // Adds what the reader decoded since its last seek.
  void add(const Reader& reader) {
    errors += reader.errors();
    segment_errors += reader.segment_errors();
    segment_packets += reader.segment_packets();
  }
};

// Throws DECODE_FAILED, or INPUT_ENCRYPTED, when less than half of the packets of the segment could be decoded.
void check_damage(const Damage& damage, const Reader& reader);

}  // namespace cliploop
