// All sizes of a job, computed once with integers and fractions.
#pragma once

#include <optional>

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
  COVER,    // fills width x height in proportion; the overhang is cut off
  PAD,      // inside width x height in proportion, on the background
};

// Which part Fit::COVER keeps, and where Fit::PAD places the frame. 0 = the left or the top, 1 = the middle, 2 = the
// right or the bottom.
struct Gravity {
  int across = 1;
  int down = 1;
  friend bool operator==(const Gravity&, const Gravity&) = default;
};

// A length on a displayed side.
struct Length {
  int pixels = 0;
  Rational share{};  // of the side; replaces pixels when above 0
};

// The part of the displayed picture to keep.
struct CropRequest {
  Length x;
  Length y;
  Length width;
  Length height;
};

// The requested size. fit has an effect only when both sides are given, gravity only with Fit::COVER and Fit::PAD.
struct SizeRequest {
  int width = 0;          // pixels, 0 = derived
  int height = 0;         // pixels, 0 = derived
  bool adaptive = false;  // width is the long edge of the cropped picture, height the short one
  Fit fit = Fit::STRETCH;
  Rational width_share{};   // of the side of the cropped picture; replaces width when above 0
  Rational height_share{};  // of the side of the cropped picture; replaces height when above 0
  Gravity gravity{};
  std::optional<CropRequest> crop{};  // absent: the whole picture

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

// A part of a picture, in its pixels. It may begin and end between pixels.
struct View {
  Rational x;
  Rational y;
  Rational width;
  Rational height;
  friend bool operator==(const View&, const View&) = default;
};

struct Geometry {
  SourceShape source;  // sar is 1 where the given one was invalid
  int display_width = 0;
  int display_height = 0;
  Rect cropped;  // the part of the displayed picture that is kept, in its pixels; without a crop all of it
  int canvas_width = 0;
  int canvas_height = 0;
  // The rest is in the orientation of the source, unless stated otherwise.
  // The pixels of the source to read. Its corners are on a grid, so that no chroma sample and no byte of a packed
  // format is split, unless they are those of the source.
  Rect crop;
  Rect bounds;  // the pixels that the picture may show, in pixels of `crop`: all, or those inside the requested crop
  View view;    // what the drawn picture shows, in pixels of `crop`
  int drawn_width = 0;
  int drawn_height = 0;
  Rect placement;                 // of the drawn and oriented picture on the canvas
  bool enlarged = false;          // a side of the picture is longer than the source is displayed
  bool reduced_to_limit = false;  // no side was given, and the source is larger than derived_edge_limit

  bool is_cropped() const { return cropped != Rect{0, 0, display_width, display_height}; }
};

// Derived sides keep the proportion of the cropped picture, are rounded to the nearest pixel, and are at least 1.
// Throws INVALID_OPTION when a side of the canvas would be longer than canvas_edge_limit, when a share gives a side
// below least_side or above greatest_side, or when the crop is not inside the picture.
Geometry compute_geometry(const SourceShape& source, const SizeRequest& request);

// For frames whose shape differs from the first frame. The canvas stays, and the crop keeps its place in proportion to
// the sides. With both sides given, Fit::STRETCH and Fit::COVER work as before; otherwise the cropped picture is shown
// in proportion on the background, in its middle except with Fit::PAD.
Geometry refit_geometry(const Geometry& first, const SourceShape& source, const SizeRequest& request);

}  // namespace cliploop
