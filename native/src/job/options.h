// What a job is asked to do. Validated by the caller; the engine re-checks what memory safety needs.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/rational.h"
#include "frame/geometry.h"
#include "palette/dither.h"

namespace cliploop {

struct Limits {
  int64_t max_pixels = int64_t{8192} * 4320;    // of a source frame
  Rational max_duration;                        // seconds of segment; 0 = none
  int64_t max_frames = 20'000;                  // before merging
  int64_t max_output_bytes = int64_t{2} << 30;  //
  int64_t max_spool_bytes = int64_t{4} << 30;   // of a source that cannot be read twice
  int64_t timeout_ms = 0;                       // 0 = none
};

enum class Format { GIF, WEBP };

struct AnimateOptions {
  Format format = Format::GIF;
  Rational start;                    // seconds; negative counts from the end
  std::optional<Rational> end;       // seconds; absent or 0 = the video's end; negative counts from the end
  std::optional<Rational> duration;  // seconds; never together with end
  SizeRequest size;
  std::array<uint8_t, 4> background{0, 0, 0, 255};  // R, G, B, A
  std::optional<Rational> fps;                      // absent: as the source
  int quality = 75;                                 // 1 to 100
  int effort = 2;                                   // 0 (fastest) to 6
  int loop = 0;                                     // total plays, 0 = for ever
  Dither dither = Dither::automatic;
  int threads = 1;
  Limits limits;
};

struct Warning {
  std::string code;
  std::string message;
};

}  // namespace cliploop
