// What is in a file, without making anything of it.
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
  int64_t bitrate = 0;  // bits a second, 0 = unknown
  Rational duration;    // seconds, 0 = unknown
};

struct ProbeResult {
  std::vector<std::string> containers;
  int64_t size = -1;    // bytes, -1 = unknown
  int64_t bitrate = 0;  // bits a second, 0 = unknown
  std::optional<Rational>
      duration;  // seconds: the end of the last displayed frame; of the audio when there is no video
  bool duration_from_packets = false;
  Rational start;  // the first displayed frame's own time stamp, in seconds
  std::vector<VideoFacts> video;
  std::vector<AudioFacts> audio;
  int selected = -1;  // index of the stream that animate() would use, -1 = none
  std::vector<Warning> warnings;
};

// A file without video is no error here. Throws INPUT_NOT_MEDIA and what sources throw.
ProbeResult probe(Source& source, const Limits& limits, int threads, AvLog& log, CancelToken& cancel);

std::string to_json(const ProbeResult& result);

}  // namespace cliploop
