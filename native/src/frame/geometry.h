// Every size of a job, computed once, in whole numbers and fractions.
#pragma once

#include "base/rational.h"
#include "frame/orient.h"
#include "frame/rect.h"

namespace cliploop {

// Both sides unset: the long edge of the canvas is at most this.
inline constexpr int derived_edge_limit = 4096;
// The smallest and largest side that can be requested, in pixels.
inline constexpr int least_side = 16;
inline constexpr int greatest_side = 4096;
// What WebP can store; GIF stores more.
inline constexpr int canvas_edge_limit = 16383;

enum class Fit {
  STRETCH,  // exactly width x height
  CONTAIN,  // inside width x height in proportion; the canvas is as large as the picture
  COVER,    // fills width x height in proportion; what hangs over is cut off evenly
  PAD,      // inside width x height in proportion, centred on the background
};

// What the caller asked for. fit matters only when both sides are given.
struct SizeRequest {
  int width = 0;          // pixels, 0 = derived
  int height = 0;         // pixels, 0 = derived
  bool adaptive = false;  // width names the long edge of the displayed picture, height the short one
  Fit fit = Fit::STRETCH;
  Rational width_share{};   // of the displayed side that width names; above 0 it stands for width
  Rational height_share{};  // of the displayed side that height names; above 0 it stands for height

  bool both_sides() const {
    return (width > 0 || width_share > Rational{}) && (height > 0 || height_share > Rational{});
  }
};

// A decoded picture before anything is done to it.
struct SourceShape {
  int width = 0;   // pixels, cropping by the codec applied
  int height = 0;  // pixels
  Rational sar;    // pixel width : height; 0, negative or beyond 10:1 either way counts as square
  Orientation orientation;
  friend bool operator==(const SourceShape&, const SourceShape&) = default;
};

struct Geometry {
  SourceShape source;  // sar resolved: 1 where the given one was ignored
  int display_width = 0;
  int display_height = 0;
  int canvas_width = 0;
  int canvas_height = 0;
  // The part of the source to scale, in whole source pixels before orientation. All of it, except for cover: then it
  // covers what will be seen and a few pixels more, so that cutting happens on the finer grid of the canvas.
  Rect crop;
  // The size of the crop after scaling, before orientation.
  int scaled_width = 0;
  int scaled_height = 0;
  // Where the scaled and oriented crop lies on the canvas. Inside it for pad; for cover it hangs over (x, y <= 0).
  Rect placement;
  bool enlarged = false;          // the picture is shown larger than the source displays, on either side
  bool reduced_to_limit = false;  // no side was asked for and the source is beyond derived_edge_limit
};

// Derived sides keep the exact proportion of the source (pixel shape included), rounded to nearest, at least 1.
// Throws INVALID_OPTION when a side of the canvas would be beyond canvas_edge_limit, or when a share results in a
// side that cannot be requested in pixels.
Geometry compute_geometry(const SourceShape& source, const SizeRequest& request);

// For a source that changed its shape in mid-stream: the canvas of the first frame stays. Stretch (both sides asked
// for) stretches and cover covers as before; everything else is shown whole, in proportion, centred on the background.
Geometry refit_geometry(const Geometry& first, const SourceShape& source, const SizeRequest& request);

}  // namespace cliploop
