// The duration of a stream according to its header.
#pragma once

#include <optional>

#include "base/av_ptr.h"
#include "base/rational.h"

namespace cliploop {

// Seconds from the first frame; nullopt when the header does not state it. start: the first time stamp of the file in
// seconds, for headers that state the time of the end when libav does not know where the file starts.
std::optional<Rational> stated_duration(const AVFormatContext& format, const AVStream& stream,
                                        std::optional<Rational> start = std::nullopt);

// The same for the whole file.
std::optional<Rational> stated_duration(const AVFormatContext& format, std::optional<Rational> start = std::nullopt);

// False for a duration that counts from 1970, and for others that so few bytes cannot fill. size: of the file, in
// bytes, -1 = unknown.
bool is_plausible_duration(Rational duration, int64_t size);

// Whether MP4 or QuickTime stores the video in fragments, so that its header has no list of frames.
bool is_fragmented(const AVFormatContext& format, const AVStream& stream);

}  // namespace cliploop
