// An image as planes of luma, chroma and activity, for comparing it with the frames before.
#pragma once

#include <cstdint>

#include "base/pool.h"
#include "frame/image.h"

namespace cliploop {

struct ImagePlanes {
  FrameVector<uint8_t> y;  // luma
  FrameVector<uint8_t> u;  // (blue - luma) / 2 + 128
  FrameVector<uint8_t> v;  // (red - luma) / 2 + 128
  // The mean absolute luma gradient around the pixel, in quarter levels: 0 is flat.
  FrameVector<uint8_t> activity;

  bool empty() const { return y.empty(); }
};

ImagePlanes planes_of(const Image& image);

}  // namespace cliploop
