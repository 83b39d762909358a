// Which pixels of a new image have to be drawn, given what is on screen.
#pragma once

#include <vector>

#include "frame/image.h"
#include "gif/canvas.h"
#include "gif/quality.h"
#include "palette/dither.h"
#include "palette/planes.h"

namespace cliploop::gif {

// Alpha from here on is visible; below it a pixel is transparent.
inline constexpr uint8_t kVisible = 128;

inline bool is_visible(const Image& image, size_t i) { return image.opaque || image.rgba[i * 4 + 3] >= kVisible; }

// The rectangle that must be cleared because pixels on screen are transparent in the image; empty (width 0) when there
// are none.
Rect vanished(const Image& image, const Canvas& canvas);

// Flat graphics: whatever differs at all is drawn. Invisible pixels are skipped.
FrameVector<PixelAction> diff_exact(const Image& image, const Canvas& canvas);

// Pictures: noise is left alone. A pixel is skipped when it and the neighbourhood that it stands in still show what was
// drawn. Others are offered what is on screen, or drawn where nothing is.
FrameVector<PixelAction> diff(const Image& image, const Planes& planes, const Canvas& canvas, const Quality& quality);

}  // namespace cliploop::gif
