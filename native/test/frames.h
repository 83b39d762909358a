// Frames for the tests of src/frame.
#pragma once

#include <cstdint>
#include <functional>

extern "C" {
#include <libavutil/pixdesc.h>
}

#include "base/av_ptr.h"

namespace cliploop {

// A frame whose planes have the samples value(plane, x, y), in the coordinates of the plane. For planar formats of 8 or
// 16 bits per sample.
inline FramePtr make_frame(AVPixelFormat format, int width, int height,
                           const std::function<int(int plane, int x, int y)>& value) {
  FramePtr frame = new_frame();
  frame->format = format;
  frame->width = width;
  frame->height = height;
  if (av_frame_get_buffer(frame.get(), 0) < 0) throw std::bad_alloc();
  const AVPixFmtDescriptor* description = av_pix_fmt_desc_get(format);
  for (int plane = 0; plane < av_pix_fmt_count_planes(format); ++plane) {
    const bool chroma = (plane == 1 || plane == 2) && (description->flags & AV_PIX_FMT_FLAG_RGB) == 0;
    const int plane_width = chroma ? AV_CEIL_RSHIFT(width, description->log2_chroma_w) : width;
    const int plane_height = chroma ? AV_CEIL_RSHIFT(height, description->log2_chroma_h) : height;
    for (int y = 0; y < plane_height; ++y) {
      uint8_t* row = frame->data[plane] + y * frame->linesize[plane];
      for (int x = 0; x < plane_width; ++x) {
        if (description->comp[0].depth > 8) {
          reinterpret_cast<uint16_t*>(row)[x] = static_cast<uint16_t>(value(plane, x, y));
        } else {
          row[x] = static_cast<uint8_t>(value(plane, x, y));
        }
      }
    }
  }
  return frame;
}

}  // namespace cliploop
