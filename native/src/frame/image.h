// One finished picture between the color stage and the encoders.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>

#include "base/pool.h"

namespace cliploop {

// 8-bit sRGB, straight (not premultiplied) alpha, R G B A byte order, rows tight: stride = width * 4.
struct Image {
  int width = 0;       // pixels, >= 1
  int height = 0;      // pixels, >= 1
  bool opaque = true;  // true: every alpha byte is 255, and encoders may ignore alpha
  FrameVector<uint8_t> rgba;

  Image() = default;
  // Its pixels have no value yet.
  Image(int w, int h) : width(w), height(h), rgba(static_cast<size_t>(w) * static_cast<size_t>(h) * 4) {}

  uint8_t* row(int y) { return rgba.data() + static_cast<size_t>(y) * static_cast<size_t>(width) * 4; }
  const uint8_t* row(int y) const { return rgba.data() + static_cast<size_t>(y) * static_cast<size_t>(width) * 4; }
  size_t pixels() const { return static_cast<size_t>(width) * static_cast<size_t>(height); }
};

// Images are immutable once they leave the color stage, so stages and threads share them freely.
using ImagePtr = std::shared_ptr<const Image>;

}  // namespace cliploop
