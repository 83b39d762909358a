// An image taken apart for comparing it with its neighbours in time: bytes, a quarter of the work that RGBA would be.
#pragma once

#include <cstdint>

#include "base/pool.h"
#include "frame/image.h"

namespace cliploop {

struct Planes {
  FrameVector<uint8_t> y;  // luma
  FrameVector<uint8_t> u;  // (blue - luma) / 2 + 128
  FrameVector<uint8_t> v;  // (red - luma) / 2 + 128
  FrameVector<uint8_t>
      activity;  // mean absolute luma gradient around the pixel, in quarter levels: 0 flat, 255 busiest

  bool empty() const { return y.empty(); }
};

Planes planes_of(const Image& image);

}  // namespace cliploop
