// The frames that an animated WebP lists.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace cliploop {

struct WebpFrame {
  int64_t duration = 0;   // milliseconds
  bool replaces = false;  // is not blended with the canvas
  bool disposes = false;  // is cleared after it was shown
  bool alpha = false;
};

// file: the header of WebP, and whole chunks.
std::vector<WebpFrame> list_webp_frames(std::span<const uint8_t> file);

}  // namespace cliploop
