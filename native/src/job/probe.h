// Describes the streams of an input.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "input/av_log.h"
#include "input/reader.h"
#include "input/stream_facts.h"
#include "job/options.h"

namespace cliploop {

struct AudioFacts {
  int index = 0;
  std::string codec;
  int sample_rate = 0;  // Hz, 0 = unknown
  int channels = 0;     // 0 = unknown
  int64_t bitrate = 0;  // bits per second, 0 = unknown
  Rational duration;    // seconds, 0 = unknown
};

struct ProbeResult {
  std::vector<std::string> containers;
  int64_t size = -1;                 // bytes, -1 = unknown
  int64_t bitrate = 0;               // bits per second, 0 = unknown
  std::optional<Rational> duration;  // seconds: the end of the last displayed frame, or of the audio without video
  bool duration_from_packets = false;
  Rational start;  // time stamp of the first displayed frame, in seconds
  std::vector<VideoFacts> video;
  std::vector<AudioFacts> audio;
  int selected = -1;  // index of the stream that animate() uses; -1 = none
  std::vector<Warning> warnings;
};

// An input without video is not an error. Throws INPUT_NOT_MEDIA, INPUT_FORBIDDEN, and errors of the source.
ProbeResult probe(Source& source, const ProbeOptions& options, AvLog& log, CancelToken& cancel);

std::string to_json(const ProbeResult& result);

}  // namespace cliploop
