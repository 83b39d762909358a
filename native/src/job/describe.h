// What the results of jobs that decode a segment have in common.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "frame/geometry.h"
#include "input/reader.h"
#include "input/stream_facts.h"
#include "job/options.h"
#include "job/segment.h"
#include "job/timings.h"

namespace cliploop {

struct JobResult {
  int width = 0;     // of the output, pixels
  int height = 0;    // pixels
  Rect crop;         // the part of the displayed picture that was kept; empty when that is all of it
  Rational start;    // effective, seconds from the first displayed frame
  int64_t size = 0;  // bytes
  std::vector<Warning> warnings;
  std::vector<std::string> containers;
  VideoFacts source;  // of the first frame of the segment
  StreamReason stream_reason = StreamReason::ONLY;
  std::optional<Rational> source_duration;              // seconds
  bool duration_from_packets = false;                   // the header was missing or wrong
  bool decoded_from_start = false;                      // seeking did not work in this file
  std::vector<std::pair<std::string, double>> timings;  // milliseconds
};

// Describes the size of the output, and what was cut off.
void describe_size(const Geometry& geometry, JobResult& result);

// Describes the source. This may read from it, and next() of the reader has then no more frames. facts: of the first
// frame of the segment. video_end: set when the reader reached it.
void describe_source(const Segment& segment, const VideoFacts& facts, std::optional<Rational> video_end, Reader& reader,
                     CancelToken& cancel, JobResult& result);

// Adds the time since the start of the job to the timings, and copies them to the result.
void describe_timings(Timings::Clock::time_point start_time, Timings& timings, JobResult& result);

}  // namespace cliploop
