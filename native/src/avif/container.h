// The container of animated AVIF: an image sequence of ISO base media, whose first frame is also its primary image.
#pragma once

#include <cstdint>
#include <vector>

#include "avif/obu.h"

namespace cliploop::avif {

struct Sample {
  int64_t offset = 0;  // bytes from the first one
  int64_t size = 0;    // bytes
  bool key = false;
};

// A track of color or of alpha.
struct Track {
  Sequence sequence;
  bool gray = false;            // without chroma
  std::vector<Sample> samples;  // one for each frame
};

struct Movie {
  int width = 0;
  int height = 0;
  int loop = 0;                    // total plays; 0 = forever
  std::vector<int64_t> durations;  // units of a frame
  Track color;
  Track alpha;  // without samples: all frames are opaque
};

// As in avif_delays.
inline constexpr int64_t units_per_second = 120'000;
// A frame has 32 bits.
inline constexpr int64_t max_duration = (int64_t{1} << 32) - 1;
// The offsets have 32 bits; less some room for the head.
inline constexpr int64_t max_media_bytes = (int64_t{1} << 32) - (int64_t{64} << 20);

// The box before the samples. bytes: of all samples.
inline constexpr int64_t media_header_bytes = 8;
std::vector<uint8_t> media_header(int64_t bytes);

// The box that names the format, with which every file begins.
std::vector<uint8_t> file_type();

// The boxes that describe the samples. first: offset of the first sample in the file. Their size does not depend on it.
std::vector<uint8_t> description(const Movie& movie, int64_t first);

}  // namespace cliploop::avif
