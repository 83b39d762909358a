// The options of a job. The caller validates them; the engine checks only what memory safety needs.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/rational.h"
#include "frame/geometry.h"
#include "input/stream_choice.h"
#include "palette/dither.h"

namespace cliploop {

struct Limits {
  int64_t max_pixels = int64_t{8192} * 4320;  // of a source frame
  Rational max_duration;                      // seconds of the segment; 0 = none
  int64_t max_memory = int64_t{3} << 29;      // bytes that a job may hold; it uses fewer threads to stay below
  int64_t max_frames = 20'000;                // before frames are merged
  int64_t max_output_bytes = int64_t{2} << 30;
  int64_t max_spool_bytes = int64_t{4} << 30;  // of an input that can be read only once
  int64_t timeout_ms = 0;                      // 0 = none
};

enum class Format { GIF, WEBP };

struct AnimateOptions {
  Format format = Format::GIF;
  Rational start;                    // seconds; a negative time counts from the end
  std::optional<Rational> end;       // seconds; absent or 0 = the end of the video; a negative time counts from the end
  std::optional<Rational> duration;  // seconds; not together with end
  StreamRequest stream;
  SizeRequest size;
  std::array<uint8_t, 4> background{0, 0, 0, 255};  // R, G, B, A
  std::optional<Rational> fps;                      // absent: that of the source
  std::optional<Rational> fps_limit;  // when fps is absent, for videos: at most this many frames per second
  std::optional<Rational> input_fps;  // of a raw stream; absent: as it states, or 25
  int quality = 75;                   // 1 to 100
  int effort = 2;                     // 0 (fastest) to 6
  std::optional<int> loop;            // total plays; 0 = forever; absent: as an animated image states
  Dither dither = Dither::automatic;
  int threads = 1;
  Limits limits;
};

struct ProbeOptions {
  Limits limits;
  int threads = 1;
  std::optional<Rational> input_fps = {};  // of a raw stream; absent: as it states, or 25
};

struct Warning {
  std::string code;
  std::string message;
  std::vector<std::pair<std::string, double>> data = {};  // the numbers in the message, by name
};

}  // namespace cliploop
