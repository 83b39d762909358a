// The difference between a new image and the screen: which pixels have to be drawn.
#pragma once

#include <vector>

#include "frame/image.h"
#include "gif/canvas.h"
#include "gif/quality.h"
#include "palette/dither.h"
#include "palette/planes.h"

namespace cliploop::gif {

// Pixels with a lower alpha are transparent.
inline constexpr uint8_t kVisible = 128;

inline bool is_visible(const Image& image, size_t i) { return image.opaque || image.rgba[i * 4 + 3] >= kVisible; }

// The rectangle around the pixels on screen that are transparent in the image and must be cleared; empty when there are
// none.
Rect vanished(const Image& image, const Canvas& canvas);

// For images of few colors: draws all pixels that differ. Transparent pixels are skipped.
FrameVector<PixelAction> diff_exact(const Image& image, const Canvas& canvas);

// For all other images: ignores noise. A pixel is skipped when it and its neighborhood still show the source within
// the tolerances of the quality. Other pixels may reuse their color on screen, or are drawn where the screen is
// transparent.
FrameVector<PixelAction> diff(const Image& image, const ImagePlanes& planes, const Canvas& canvas,
                              const Quality& quality);

}  // namespace cliploop::gif
