// The warnings about the kind of an input.
#pragma once

#include <optional>
#include <vector>

#include "input/motion_photo.h"
#include "input/reader.h"
#include "input/stream_facts.h"
#include "job/options.h"

namespace cliploop {

// ALPHA_DROPPED.
void warn_about_alpha(const Reader& reader, const VideoFacts& facts, std::vector<Warning>& warnings);

// RATE_ASSUMED and STILL_IMAGE. video_end: the end of the video, in seconds, if it is known.
void warn_about_rate(const Reader& reader, std::optional<Rational> video_end, std::vector<Warning>& warnings);

// Adds to STILL_IMAGE that the video of a motion photo is damaged.
void warn_about_photo(const MediaSource& media, std::vector<Warning>& warnings);

}  // namespace cliploop
