#include "frame/geometry.h"

#include <algorithm>
#include <string>
#include <utility>

#include "base/json.h"
#include "base/status.h"

namespace cliploop {

namespace {

// Sample aspect ratios beyond this come from broken headers.
constexpr int widest_pixel = 10;
// The source is cropped at multiples of this, so that no chroma sample and no byte of a packed format is split.
constexpr int crop_grid = 8;
// The kernel reaches three samples of the coarser grid to each side; one more for rounding. Chroma samples are up to
// four pixels apart.
constexpr int kernel_reach = 4;
constexpr int widest_chroma = 4;

struct Size {
  int width = 0;
  int height = 0;
};

Rational usable_sar(Rational sar) {
  if (sar <= Rational{0} || sar > Rational{widest_pixel} || sar < Rational{1, widest_pixel}) return {1};
  return sar;
}

int side(Rational length) { return static_cast<int>(std::clamp<int64_t>(length.rounded(), 1, INT32_MAX)); }

// The exact width / height of the cropped picture as displayed.
Rational proportion(const Geometry& geometry) {
  const SourceShape& source = geometry.source;
  const Rational upright = Rational{source.width, source.height} * source.sar;
  const Rational whole = swaps_sides(source.orientation) ? Rational{1} / upright : upright;
  if (!geometry.is_cropped()) return whole;
  return whole * Rational{geometry.cropped.width, geometry.display_width} *
         Rational{geometry.display_height, geometry.cropped.height};
}

Size display_size(const SourceShape& source) {
  Size size{source.width, source.height};
  if (source.sar > Rational{1}) size.width = side(Rational{source.width} * source.sar);
  if (source.sar < Rational{1}) size.height = side(Rational{source.height} / source.sar);
  if (swaps_sides(source.orientation)) std::swap(size.width, size.height);
  return size;
}

// The largest size of the given proportion inside width x height.
Size fit_inside(Rational shape, int width, int height) {
  if (Rational{width} / shape <= Rational{height}) return {width, std::min(height, side(Rational{width} / shape))};
  return {std::min(width, side(Rational{height} * shape)), height};
}

// When the given side equals that of the display, the other side is that of the display too, despite its rounding.
Size derive(Rational shape, Size display, int width, int height) {
  if (height == 0) return {width, width == display.width ? display.height : side(Rational{width} / shape)};
  return {height == display.height ? display.width : side(Rational{height} * shape), height};
}

void check_canvas(Size canvas) {
  if (std::max(canvas.width, canvas.height) <= canvas_edge_limit) return;
  throw Failure(Code::INVALID_OPTION, Stage::SCALE,
                "The output would be " + std::to_string(canvas.width) + "x" + std::to_string(canvas.height) +
                    " pixels; no side may be longer than " + std::to_string(canvas_edge_limit));
}

// Converts a share of a displayed side to pixels. The name of the option is in backquotes, so that a caller can replace
// it by the name of its own option.
int side_of_share(Rational share, int displayed, const char* option) {
  const int pixels = side(share * Rational{displayed});
  if (pixels >= least_side && pixels <= greatest_side) return pixels;
  const std::string percent = JsonWriter().value((share * Rational{100}).seconds()).text() + "%";
  throw Failure(Code::INVALID_OPTION, Stage::SCALE,
                std::string("`") + option + "` must be from " + std::to_string(least_side) + " to " +
                    std::to_string(greatest_side) + " px, got " + std::to_string(pixels) + " px (" + percent + " of " +
                    std::to_string(displayed) + " px)");
}

// The requested part of a displayed picture.
Rect crop_of(const CropRequest& request, Size display) {
  const auto exact = [](Length length, int whole) {
    return length.share > Rational{} ? length.share * Rational{whole} : Rational{length.pixels};
  };
  const Rational left = exact(request.x, display.width), top = exact(request.y, display.height);
  const Rational width = exact(request.width, display.width), height = exact(request.height, display.height);
  const Rational right = left + width, bottom = top + height;
  const bool inside =
      left >= Rational{} && top >= Rational{} && right <= Rational{display.width} && bottom <= Rational{display.height};
  if (!inside || width <= Rational{} || height <= Rational{}) {
    const auto pixels = [](Rational length) { return std::to_string(length.rounded()); };
    throw Failure(Code::INVALID_OPTION, Stage::SCALE,
                  "`crop` must be inside the picture of " + std::to_string(display.width) + "x" +
                      std::to_string(display.height) + " px, got " + pixels(width) + "x" + pixels(height) + " px at " +
                      pixels(left) + "," + pixels(top));
  }
  // Both ends are rounded, so that parts that touch still do.
  const auto span = [](Rational from, Rational to, int whole) {
    const auto first = static_cast<int>(std::min<int64_t>(from.rounded(), whole - 1));
    return std::pair{first, std::max(1, static_cast<int>(to.rounded()) - first)};
  };
  const auto [x, columns] = span(left, right, display.width);
  const auto [y, rows] = span(top, bottom, display.height);
  return {x, y, columns, rows};
}

// Converts a part of the displayed picture to pixels of the source.
View to_source(View view, Size display, const SourceShape& source) {
  for (int turn = 0; turn < source.orientation.quarter_turns; ++turn) {
    view = {view.y, Rational{display.width} - view.x - view.width, view.height, view.width};
    std::swap(display.width, display.height);
  }
  if (source.orientation.mirrored) view.x = Rational{display.width} - view.x - view.width;
  const Rational across{source.width, display.width};
  const Rational down{source.height, display.height};
  return {view.x * across, view.y * down, view.width * across, view.height * down};
}

// A range of pixels along one axis.
struct Range {
  int64_t from = 0;
  int64_t to = 0;
};

Range pixels_around(Rational start, Rational length, int whole) {
  const Range around{std::clamp<int64_t>(start.floored(), 0, whole - 1), (start + length).ceiled()};
  return {around.from, std::clamp<int64_t>(around.to, around.from + 1, whole)};
}

// The pixels of `bounds` that a kernel reads for a view, extended to the grid.
Range pixels_to_read(Range bounds, Rational start, Rational length, int drawn, int whole) {
  const int64_t margin = kernel_reach * std::max<int64_t>(widest_chroma, (length / Rational{drawn}).ceiled());
  const Range seen = pixels_around(start, length, whole);
  const int64_t from = std::max(bounds.from, seen.from - margin) / crop_grid * crop_grid;
  const int64_t to = (std::min(bounds.to, seen.to + margin) + crop_grid - 1) / crop_grid * crop_grid;
  return {from, std::min<int64_t>(to, whole)};
}

void set_source(Geometry& geometry, const View& shown, Size display) {
  const SourceShape& source = geometry.source;
  const View view = to_source(shown, display, source);
  const auto set_crop = [&](Range across, Range down) {
    geometry.crop = {static_cast<int>(across.from), static_cast<int>(down.from),
                     static_cast<int>(across.to - across.from), static_cast<int>(down.to - down.from)};
  };
  Range columns{0, source.width}, rows{0, source.height};
  if (geometry.is_cropped()) {
    const Rect& kept = geometry.cropped;
    const View cut = to_source({kept.x, kept.y, kept.width, kept.height}, display, source);
    columns = pixels_around(cut.x, cut.width, source.width);
    rows = pixels_around(cut.y, cut.height, source.height);
  }
  const Range across = pixels_to_read(columns, view.x, view.width, geometry.drawn_width, source.width);
  const Range down = pixels_to_read(rows, view.y, view.height, geometry.drawn_height, source.height);
  set_crop(across, down);
  const auto part = [](Range inside, Range of) {
    const int64_t from = std::max<int64_t>(0, inside.from - of.from);
    return std::pair{static_cast<int>(from), static_cast<int>(std::min(inside.to, of.to) - of.from - from)};
  };
  const auto [x, width] = part(columns, across);
  const auto [y, height] = part(rows, down);
  geometry.bounds = {x, y, width, height};
  geometry.view = {view.x - Rational{across.from}, view.y - Rational{down.from}, view.width, view.height};
}

// Shows the cropped picture with the given size, as far as it is on the canvas.
void place(Geometry& geometry, Size size, Fit fit, Gravity gravity) {
  const Size display{geometry.display_width, geometry.display_height};
  const Rect& kept = geometry.cropped;
  View shown{kept.x, kept.y, kept.width, kept.height};
  if (fit == Fit::COVER) {
    const Size canvas{geometry.canvas_width, geometry.canvas_height};
    const Rational shape = proportion(geometry);
    const Rational wanted{canvas.width, canvas.height};
    if (wanted >= shape) {
      shown.height = Rational{kept.height} * shape / wanted;
      shown.y = Rational{kept.y} + (Rational{kept.height} - shown.height) * Rational{gravity.down, 2};
    } else {
      shown.width = Rational{kept.width} * wanted / shape;
      shown.x = Rational{kept.x} + (Rational{kept.width} - shown.width) * Rational{gravity.across, 2};
    }
    size = canvas;
  }
  geometry.placement = {(geometry.canvas_width - size.width) * gravity.across / 2,
                        (geometry.canvas_height - size.height) * gravity.down / 2, size.width, size.height};
  geometry.enlarged = size.width > kept.width || size.height > kept.height;
  geometry.drawn_width = size.width;
  geometry.drawn_height = size.height;
  if (swaps_sides(geometry.source.orientation)) std::swap(geometry.drawn_width, geometry.drawn_height);
  set_source(geometry, shown, display);
}

Geometry describe(const SourceShape& given) {
  Geometry geometry;
  geometry.source = given;
  geometry.source.sar = usable_sar(given.sar);
  const Size display = display_size(geometry.source);
  geometry.display_width = display.width;
  geometry.display_height = display.height;
  geometry.cropped = {0, 0, display.width, display.height};
  return geometry;
}

void set_canvas(Geometry& geometry, Size canvas) {
  check_canvas(canvas);
  geometry.canvas_width = canvas.width;
  geometry.canvas_height = canvas.height;
}

}  // namespace

Geometry compute_geometry(const SourceShape& source, const SizeRequest& request) {
  Geometry geometry = describe(source);
  if (request.crop) geometry.cropped = crop_of(*request.crop, {geometry.display_width, geometry.display_height});
  const Rational shape = proportion(geometry);
  const Size display{geometry.cropped.width, geometry.cropped.height};
  const bool turned = request.adaptive && display.height > display.width;
  int width = request.width;
  int height = request.height;
  if (request.width_share > Rational{}) {
    width = side_of_share(request.width_share, turned ? display.height : display.width, "width");
  }
  if (request.height_share > Rational{}) {
    height = side_of_share(request.height_share, turned ? display.width : display.height, "height");
  }
  if (turned) std::swap(width, height);

  Size size;
  if (width == 0 && height == 0) {
    size = display;
    if (std::max(display.width, display.height) > derived_edge_limit) {
      size = fit_inside(shape, derived_edge_limit, derived_edge_limit);
      geometry.reduced_to_limit = true;
    }
    set_canvas(geometry, size);
  } else if (width == 0 || height == 0) {
    size = derive(shape, display, width, height);
    set_canvas(geometry, size);
  } else if (request.fit == Fit::CONTAIN) {
    size = fit_inside(shape, width, height);
    set_canvas(geometry, size);
  } else {
    set_canvas(geometry, {width, height});
    size = request.fit == Fit::PAD ? fit_inside(shape, width, height) : Size{width, height};
  }
  place(geometry, size, request.both_sides() ? request.fit : Fit::STRETCH, request.gravity);
  return geometry;
}

Geometry refit_geometry(const Geometry& first, const SourceShape& source, const SizeRequest& request) {
  Geometry geometry = describe(source);
  if (first.is_cropped()) {
    const auto length = [](int part, int whole) { return Length{0, {part, whole}}; };
    const Rect& kept = first.cropped;
    geometry.cropped = crop_of({length(kept.x, first.display_width), length(kept.y, first.display_height),
                                length(kept.width, first.display_width), length(kept.height, first.display_height)},
                               {geometry.display_width, geometry.display_height});
  }
  const Size canvas{first.canvas_width, first.canvas_height};
  set_canvas(geometry, canvas);
  const bool both = request.both_sides();
  if (both && (request.fit == Fit::COVER || request.fit == Fit::STRETCH)) {
    place(geometry, canvas, request.fit, request.gravity);
    return geometry;
  }
  Size inside = fit_inside(proportion(geometry), canvas.width, canvas.height);
  // Bars of one pixel come from rounding, so they are filled.
  if (canvas.width - inside.width <= 1) inside.width = canvas.width;
  if (canvas.height - inside.height <= 1) inside.height = canvas.height;
  place(geometry, inside, Fit::CONTAIN, both && request.fit == Fit::PAD ? request.gravity : Gravity{});
  return geometry;
}

}  // namespace cliploop
