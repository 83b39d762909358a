// Tells from the structure of a file whether another one was joined to it, without reading its video.
#pragma once

#include <cstdint>

#include "input/parts.h"
#include "input/source.h"

namespace cliploop {

// True when another file of the same format begins behind the end that a header states (Matroska, AVI), when an FLV
// file is larger than its header states, or when the fragments of an MP4 file begin anew. False when it is not so, or
// when the format does not tell.
bool file_follows(const Parts& parts, Source& source);

// True when the time stamps of the fragments of an MP4 file begin anew, or when another header follows them. Looks at
// the first 2^20 boxes of the file, and at fewer when it is remote.
bool fragments_begin_anew(Source& source);

// The offset of the end of the first segment of Matroska; -1 when it is not stated. head: the first bytes.
int64_t segment_end(const std::vector<uint8_t>& head);

// The time stamp of the last tag of an FLV file, in milliseconds; -1 when it is incomplete.
int64_t last_flv_stamp(Source& source);

}  // namespace cliploop
