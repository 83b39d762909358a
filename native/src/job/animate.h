// A segment of a video -> an animated GIF or WebP. One call = one job.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "input/av_log.h"
#include "input/reader.h"
#include "input/stream_facts.h"
#include "job/options.h"
#include "job/plan.h"
#include "job/progress.h"
#include "job/sink.h"
#include "job/timings.h"

namespace cliploop {

struct AnimateResult {
  Format format = Format::GIF;
  int width = 0;
  int height = 0;
  int64_t frames = 0;  // frames in the file
  Rational duration;   // seconds of one play
  Rational start;      // effective, seconds from the first displayed frame
  Rational end;
  int64_t size = 0;  // bytes
  std::string md5;
  int64_t bitrate = 0;  // bits per second
  int loop = 0;
  std::vector<Warning> warnings;
  std::vector<std::string> containers;
  VideoFacts source;  // of the first frame of the segment
  StreamReason stream_reason = StreamReason::ONLY;
  std::optional<Rational> source_duration;              // seconds
  bool duration_from_packets = false;                   // the header was missing or wrong
  bool decoded_from_start = false;                      // seeking did not work in this file
  std::vector<std::pair<std::string, double>> timings;  // milliseconds
};

// Runs on the calling thread and on threads of its own, which have ended when it returns or throws a Failure. It opens
// the sink when the segment is known to lie in the video, and commits it on success. on_plan may be empty; it is called
// once, after the sink was opened and the first frame of the segment was decoded.
AnimateResult animate(const AnimateOptions& options, Source& source, Sink& sink, AvLog& log, CancelToken& cancel,
                      ProgressMeter& progress, const PlanCallback& on_plan);

std::string to_json(const AnimateResult& result);

}  // namespace cliploop
