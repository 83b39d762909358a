// Reads the crops of Matroska and WebM, which libav before 7.1 ignores.
#pragma once

#include <optional>
#include <vector>

#include "input/byte_record.h"
#include "input/picture_area.h"

namespace cliploop {

// One for each video track, in order; nullopt when the track has no crop or an impossible one.
std::vector<std::optional<PictureArea>> read_matroska_crops(HeaderBytes& bytes);

}  // namespace cliploop
