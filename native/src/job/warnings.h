// The warnings of a job.
#pragma once

#include <optional>
#include <vector>

#include "frame/geometry.h"
#include "input/reader.h"
#include "input/stream_facts.h"
#include "job/encode.h"
#include "job/options.h"

namespace cliploop {

// STREAM_CHOSEN.
void warn_about_choice(const Reader& reader, std::vector<Warning>& warnings);

// START_DROPPED and KEY_FRAME_MISSING.
void warn_about_start(const Reader& reader, std::vector<Warning>& warnings);

// SIZE_REDUCED, SIZE_ABOVE_SOURCE and SIZE_CHANGED.
void warn_about_size(const Geometry& geometry, const std::optional<SizeChange>& change, std::vector<Warning>& warnings);

// COLORS_APPROXIMATE.
void warn_about_colors(const VideoFacts& facts, std::vector<Warning>& warnings);

// END_CLAMPED. end: of the segment, as it was read.
void warn_about_end(const Segment& segment, Rational end, const Reader& reader, std::vector<Warning>& warnings);

// NOTHING_VISIBLE.
void warn_about_visibility(bool visible, std::vector<Warning>& warnings);

// DECODE_ERRORS, SEEK_FALLBACK and INPUT_TRUNCATED. errors: damaged packets. video_end: set when the reader reached it.
void warn_about_reading(int64_t errors, bool from_start, std::optional<Rational> video_end, const Reader& reader,
                        std::vector<Warning>& warnings);

// FPS_ABOVE_SOURCE. source_rate: frames per second, 0 = unknown.
void warn_about_fps(const AnimateOptions& options, Rational source_rate, std::vector<Warning>& warnings);

// FRAMES_MERGED.
void warn_about_merged(int64_t merged, Format format, std::vector<Warning>& warnings);

// The warnings that are known only after encoding: END_CLAMPED, FPS_ABOVE_SOURCE, FRAMES_MERGED, DECODE_ERRORS,
// SEEK_FALLBACK, INPUT_TRUNCATED, NOTHING_VISIBLE, and those of warn_about_rate() and warn_about_start(). source_rate:
// frames per second, 0 = unknown.
void warn_about_result(const AnimateOptions& options, const Segment& segment, const Reader& reader,
                       Rational source_rate, const EncodeResult& result, std::vector<Warning>& warnings);

}  // namespace cliploop
