// Reads the clean apertures of MP4 and MOV, which libav before 7.1 ignores.
#pragma once

#include <map>

#include "input/byte_record.h"
#include "input/picture_area.h"

namespace cliploop {

// The areas of the tracks that have a clean aperture, by track ID. Impossible values are left out.
std::map<int64_t, PictureArea> read_clean_apertures(HeaderBytes& bytes);

}  // namespace cliploop
