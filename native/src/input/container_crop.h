// The crops that a container states for its video streams.
#pragma once

#include <optional>
#include <vector>

#include "base/av_ptr.h"
#include "input/byte_record.h"
#include "input/picture_area.h"

namespace cliploop {

// One for each stream, in order; nullopt for streams without a crop. Throws the errors of the source.
std::vector<std::optional<PictureArea>> read_container_crops(const AVFormatContext& format, HeaderBytes& bytes);

}  // namespace cliploop
