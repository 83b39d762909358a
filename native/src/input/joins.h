// Tells whether the clock of a file may begin anew in its middle, without reading the whole file.
#pragma once

#include "input/parts.h"
#include "input/source.h"

namespace cliploop {

// The result of looking at the structure of a file.
enum class Joins {
  NONE,      // it has an index that covers all of it
  POSSIBLE,  // its format can be joined, and seeking relies on its time stamps
  LIKELY,    // there is data behind the end that its header states, or it has no index
};

Joins joins_by_structure(Parts& parts, Source& source);

// Compares time stamps at several places of the file. True when they do not rise with the place, or rise by far more
// than elsewhere. The demuxer has then another position. known: bytes at the beginning that are not
// checked.
bool clock_restarts(Demuxer& demuxer, const AVStream& stream, Source& source, int64_t known);

// Bytes up to which all packets are read to be sure of the time stamps.
int64_t scan_budget(const Source& source);

}  // namespace cliploop
