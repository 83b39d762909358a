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
  int64_t frames = 0;  // pictures in the file
  Rational duration;   // seconds, as the file says
  Rational start;      // effective, seconds from the first displayed frame
  Rational end;
  int64_t size = 0;  // bytes
  std::string md5;
  int64_t bitrate = 0;  // bits a second
  int loop = 0;
  std::vector<Warning> warnings;
  std::vector<std::string> containers;
  VideoFacts source;
  std::optional<Rational> source_duration;              // seconds
  bool duration_from_packets = false;                   // the header was missing or wrong
  bool decoded_from_start = false;                      // a seek would not have been sound
  std::vector<std::pair<std::string, double>> timings;  // milliseconds
};

// Runs on the calling thread and on threads of its own, all of which have ended when it returns or throws (Failure).
// The source is read from its beginning. The sink is opened when the segment is known to be in the video, and committed
// on success. `tell_plan`, which may be empty, is called once, after the sink was opened.
AnimateResult animate(const AnimateOptions& options, Source& source, Sink& sink, AvLog& log, CancelToken& cancel,
                      ProgressMeter& progress, const TellPlan& tell_plan);

std::string to_json(const AnimateResult& result);

}  // namespace cliploop
