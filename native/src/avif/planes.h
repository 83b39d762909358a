// Converts images to the Y'CbCr planes that AV1 encoders take.
#pragma once

#include "base/av_ptr.h"
#include "frame/image.h"

namespace cliploop::avif {

// YUV420P, BT.601 matrix, limited range, sRGB: what browsers assume of image sequences, whatever these state. Each
// chroma sample is the mean of four pixels, weighted by their alpha. Throws std::bad_alloc.
FramePtr color_planes(const Image& image);

// The alpha of an image, in full range: GRAY8, or YUV420P without color for encoders that lack GRAY8. Throws
// std::bad_alloc.
FramePtr alpha_planes(const Image& image, bool gray);

}  // namespace cliploop::avif
