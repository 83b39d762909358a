// A rendered frame, between rendering and encoding.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>

#include "base/pool.h"

namespace cliploop {

// 8-bit sRGB with straight (not premultiplied) alpha, in R G B A byte order; the stride is width * 4.
struct Image {
  int width = 0;       // pixels, >= 1
  int height = 0;      // pixels, >= 1
  bool opaque = true;  // true when every alpha byte is 255
  FrameVector<uint8_t> rgba;

  Image() = default;
  // The pixels are not initialized.
  Image(int w, int h) : width(w), height(h), rgba(static_cast<size_t>(w) * static_cast<size_t>(h) * 4) {}

  uint8_t* row(int y) { return rgba.data() + static_cast<size_t>(y) * static_cast<size_t>(width) * 4; }
  const uint8_t* row(int y) const { return rgba.data() + static_cast<size_t>(y) * static_cast<size_t>(width) * 4; }
  size_t pixels() const { return static_cast<size_t>(width) * static_cast<size_t>(height); }
};

// Images do not change after rendering, so stages and threads share them.
using ImagePtr = std::shared_ptr<const Image>;

}  // namespace cliploop
