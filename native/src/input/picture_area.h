// The part of the coded picture that the container wants shown: PixelCrop of Matroska, clean aperture of MP4 and MOV.
#pragma once

#include <optional>

extern "C" {
#include <libavutil/frame.h>
}

#include "base/rational.h"
#include "frame/rect.h"

namespace cliploop {

struct PictureArea {
  int coded_width = 0;  // of the picture that `shown` refers to, as the container states it
  int coded_height = 0;
  Rect shown;    // inside the coded picture, smaller than it
  Rational sar;  // of a pixel, width / height; 0: what libav found is right
};

// nullopt when the values are not possible or nothing is cropped. left to bottom: pixels to remove from each side.
std::optional<PictureArea> area_without(int width, int height, int64_t left, int64_t top, int64_t right,
                                        int64_t bottom);

// The part of a decoded frame of this size. The codec may have cropped the frame already, at its right and bottom, and
// the size of the video may have changed since the header: then the area is scaled.
Rect shown_part(const PictureArea& area, int width, int height);

// Crops the frame in place, without copying samples. The fields of interlaced frames stay in order: their area is moved
// up by at most 3 rows.
void crop_frame(AVFrame& frame, const PictureArea& area);

}  // namespace cliploop
