// Finds the end of a JPEG picture in a longer file.
#pragma once

#include <cstdint>
#include <optional>

#include "base/cancel.h"
#include "input/source.h"

namespace cliploop {

// The offset after a JPEG picture at the beginning of the source, when what follows is no further frame: bytes of other
// programs, or smaller pictures of the same photo (MPF). nullopt when nothing follows, when the picture is damaged, or
// when it is the first frame of an MJPEG stream.
std::optional<int64_t> find_jpeg_end(Source& source, CancelToken& cancel);

}  // namespace cliploop
