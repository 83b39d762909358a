// The Dolby Vision configuration of a stream.
#pragma once

#include <optional>

#include "base/av_ptr.h"

namespace cliploop {

struct DolbyConfig {
  int profile = 0;
  int compatibility = 0;  // what the base layer is without metadata: 1 and 6 HDR10, 2 SDR, 4 HLG, 0 nothing

  // Whether only the metadata of Dolby Vision makes the base layer right (profile 5, and 10 and 20 alike).
  bool needs_metadata() const { return profile == 5 || (profile >= 10 && compatibility == 0); }
};

// Absent for streams without Dolby Vision.
std::optional<DolbyConfig> dolby_config(const AVStream& stream);

// Fills in the color tags that the frame lacks from what the configuration says about the base layer.
void complete_color_tags(const DolbyConfig& config, AVFrame& frame);

// Whether the colors of a frame can only be approximate: it needs metadata that it does not have.
bool lacks_color_metadata(const DolbyConfig& config, const AVFrame& frame);

}  // namespace cliploop
