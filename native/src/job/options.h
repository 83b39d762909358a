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

// The options of all jobs that show frames of a segment.
struct VideoOptions {
  Rational start;                    // seconds; a negative time counts from the end
  std::optional<Rational> end;       // seconds; absent or 0 = the end of the video; a negative time counts from the end
  std::optional<Rational> duration;  // seconds; not together with end
  StreamRequest stream;
  SizeRequest size;
  bool crop_bars = false;                           // the crop is what is inside the black bars of the segment
  std::array<uint8_t, 4> background{0, 0, 0, 255};  // R, G, B, A
  std::optional<Rational> input_fps;                // of a raw stream; absent: as it states, or 25
  int quality = 75;                                 // 1 to 100
  int threads = 1;
  Limits limits;
};

enum class Format { GIF, WEBP, AVIF };

inline const char* format_name(Format format) {
  if (format == Format::AVIF) return "avif";
  return format == Format::GIF ? "gif" : "webp";
}

enum class Playback {
  FORWARD,
  REVERSE,
  BOOMERANG,  // forward, then in reverse
};

// How the end of a segment is joined to its beginning.
struct Seamless {
  enum class Mode {
    NONE,
    FIND,       // the ends move to the frames that match best
    CROSSFADE,  // the end fades into the beginning
    AUTO,       // FIND, and CROSSFADE when no match is good
  } mode = Mode::NONE;
  std::optional<Rational> window;  // seconds that each end may move; absent: a quarter of the segment
  Rational fade{1, 2};             // seconds of the output
};

// What a number of bytes may be traded for.
enum class Reduce { QUALITY, RATE, SIZE };

// How far it may be reduced: to a quality, frames per second of the output, or pixels of the width.
struct Reduction {
  Reduce what = Reduce::QUALITY;
  double least = 1;
};

struct ByteBudget {
  int64_t bytes = 0;              // that the output may have
  std::vector<Reduction> reduce;  // in this order
};

struct AnimateOptions : VideoOptions {
  Format format = Format::GIF;
  std::optional<Rational> fps;        // absent: that of the source
  std::optional<Rational> fps_limit;  // when fps is absent, for videos: at most this many frames per second
  Rational speed{1};                  // seconds of the video in a second of the output
  Playback playback = Playback::FORWARD;
  int effort = 2;           // 0 (fastest) to 6
  std::optional<int> loop;  // total plays; 0 = forever; absent: as an animated image states
  Dither dither = Dither::automatic;
  bool auto_start = false;  // `start` is chosen, for the length of `duration`
  Seamless seamless;
  std::optional<ByteBudget> budget;

  // Whether frames are encoded once, in the order of the video, and need not exist at the same time, without a fade.
  bool in_order() const { return playback == Playback::FORWARD && !budget; }
};

// The options with frame rates and times that are counted in seconds of the video instead of the output.
inline AnimateOptions with_source_rates(AnimateOptions options) {
  if (options.fps) options.fps = *options.fps / options.speed;
  if (options.fps_limit) options.fps_limit = *options.fps_limit / options.speed;
  options.seamless.fade = options.seamless.fade * options.speed;
  return options;
}

enum class StillFormat { WEBP, PNG, JPEG };

// Which frames of a segment to take.
struct StillSelection {
  enum class Kind {
    TIMES,     // the frames on screen at `times`
    EVERY,     // the first frame and each n-th one after it
    INTERVAL,  // the frames on screen at the start, and at each multiple of `interval` after it
    COUNT,     // one frame of each of `number` equal parts
  } kind = Kind::COUNT;
  std::vector<Rational> times;  // seconds from the first displayed frame; negative ones count from the end
  Rational interval{1};         // seconds
  int64_t number = 1;           // of frames (EVERY) or of stills (COUNT)
  bool key_frames = true;       // COUNT: prefer a key frame of each part to the frame in its middle
};

// The stills as tiles of larger pictures. 0 = as many as fit, at most 10.
struct SpriteOptions {
  int columns = 0;
  int rows = 0;
};

struct StillsOptions : VideoOptions {
  StillFormat format = StillFormat::WEBP;
  StillSelection selection;
  std::optional<SpriteOptions> sprite;
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
