// The frame rate of raw streams: formats without a container, whose frames have no times.
#pragma once

#include <optional>
#include <string>

#include "base/av_ptr.h"
#include "base/rational.h"

namespace cliploop {

// For streams that do not state their frame rate, as in libav.
inline constexpr Rational kAssumedRate{25};

// Whether the format has no times of its own.
bool is_raw(const AVInputFormat& format);

// The value of the option "framerate" of the demuxer.
std::string raw_rate_text(const AVInputFormat& format, std::optional<Rational> given);

// Whether the stream itself states a plausible rate, after it was opened with the value of raw_rate_text().
bool states_rate(const AVInputFormat& format, const AVStream& stream);

// The error for a frame rate that is given for a format with times.
Failure refuse_rate(const AVInputFormat& format);

}  // namespace cliploop
