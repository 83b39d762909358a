// All sizes of a job, computed once with integers and fractions.
#pragma once

#include "base/rational.h"
#include "frame/orient.h"
#include "frame/rect.h"

namespace cliploop {

// The longest edge of the canvas when neither side is given.
inline constexpr int derived_edge_limit = 4096;
// The range of a side in a request, in pixels.
inline constexpr int least_side = 16;
inline constexpr int greatest_side = 4096;
// The longest edge that WebP can store; GIF stores longer ones.
inline constexpr int canvas_edge_limit = 16383;

enum class Fit {
  STRETCH,  // exactly width x height
  CONTAIN,  // inside width x height in proportion; the canvas has the size of the frame
  COVER,    // fills width x height in proportion; the overhang is cropped evenly
  PAD,      // inside width x height in proportion, centered on the background
};

// The requested size. fit has an effect only when both sides are given.
struct SizeRequest {
  int width = 0;          // pixels, 0 = derived
  int height = 0;         // pixels, 0 = derived
  bool adaptive = false;  // width is the long edge of the displayed frame, height the short one
  Fit fit = Fit::STRETCH;
  Rational width_share{};   // of the displayed side; replaces width when above 0
  Rational height_share{};  // of the displayed side; replaces height when above 0

  bool both_sides() const {
    return (width > 0 || width_share > Rational{}) && (height > 0 || height_share > Rational{});
  }
};

// The shape of a decoded frame.
struct SourceShape {
  int width = 0;   // pixels, after the cropping of the codec
  int height = 0;  // pixels
  Rational sar;    // width / height of a pixel; values that are 0, negative or beyond 10:1 or 1:10 count as 1
  Orientation orientation;
  friend bool operator==(const SourceShape&, const SourceShape&) = default;
};

struct Geometry {
  SourceShape source;  // sar is 1 where the given one was invalid
  int display_width = 0;
  int display_height = 0;
  int canvas_width = 0;
  int canvas_height = 0;
  // The part of the source to scale, in source pixels before orientation. For Fit::COVER it is the visible part and a
  // few pixels more, so that the exact crop is made on the finer grid of the canvas; else it is the whole frame.
  Rect crop;
  // The size of the crop after scaling, before orientation.
  int scaled_width = 0;
  int scaled_height = 0;
  // The part of the scaled crop that is on the canvas, before orientation. Only this part is computed.
  Rect seen;
  // The place of the scaled and oriented crop on the canvas. For Fit::PAD it lies inside; for Fit::COVER it extends
  // beyond the canvas (x, y <= 0).
  Rect placement;
  bool enlarged = false;          // a side of the frame is longer than the source is displayed
  bool reduced_to_limit = false;  // no side was given, and the source is larger than derived_edge_limit
};

// Derived sides keep the proportion of the displayed source, are rounded to the nearest pixel, and are at least 1.
// Throws INVALID_OPTION when a side of the canvas would be longer than canvas_edge_limit, or when a share gives a side
// below least_side or above greatest_side.
Geometry compute_geometry(const SourceShape& source, const SizeRequest& request);

// For frames whose shape differs from the first frame. The canvas stays. With both sides given, Fit::STRETCH and
// Fit::COVER work as before; otherwise the whole frame is shown in proportion, centered on the background.
Geometry refit_geometry(const Geometry& first, const SourceShape& source, const SizeRequest& request);

}  // namespace cliploop
