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
// The kernel reaches three samples of the coarser grid to each side; one more for rounding.
constexpr int kernel_reach = 4;

struct Size {
  int width = 0;
  int height = 0;
};

Rational usable_sar(Rational sar) {
  if (sar <= Rational{0} || sar > Rational{widest_pixel} || sar < Rational{1, widest_pixel}) return {1};
  return sar;
}

int side(Rational length) { return static_cast<int>(std::clamp<int64_t>(length.rounded(), 1, INT32_MAX)); }

// The exact width / height as displayed.
Rational proportion(const SourceShape& source) {
  const Rational upright = Rational{source.width, source.height} * source.sar;
  return swaps_sides(source.orientation) ? Rational{1} / upright : upright;
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

// The crop along one axis.
struct Crop {
  int start = 0;   // source pixels
  int length = 0;  // source pixels
  int scaled = 0;  // length in canvas pixels
  int offset = 0;  // the first visible one of them
};

// Crops a side of `length` source pixels to the middle `seen` canvas pixels. scale: canvas pixels per source pixel.
Crop crop_middle(int length, Rational scale, int seen) {
  const Rational first = (Rational{length} - Rational{seen} / scale) / Rational{2};
  const int64_t margin = kernel_reach * std::max<int64_t>(1, (Rational{1} / scale).ceiled());
  const int64_t low = std::max<int64_t>(0, (first.floored() - margin) / crop_grid * crop_grid);
  const int64_t high =
      std::min<int64_t>(length, ((Rational{length} - first).ceiled() + margin + crop_grid - 1) / crop_grid * crop_grid);
  Crop crop;
  crop.start = static_cast<int>(low);
  crop.length = static_cast<int>(high - low);
  crop.scaled = std::max(seen, side(Rational{crop.length} * scale));
  crop.offset =
      static_cast<int>(std::clamp<int64_t>(((first - Rational{low}) * scale).rounded(), 0, crop.scaled - seen));
  return crop;
}

// Converts the top left corner of the visible part of a block to its position after both are oriented.
void orient_corner(Orientation orientation, Size block, Size seen, int& x, int& y) {
  if (orientation.mirrored) x = block.width - x - seen.width;
  for (int turn = 0; turn < orientation.quarter_turns; ++turn) {
    const int turned_x = block.height - y - seen.height;
    y = x;
    x = turned_x;
    std::swap(block.width, block.height);
    std::swap(seen.width, seen.height);
  }
}

void place_whole(Geometry& geometry, Size size) {
  const SourceShape& source = geometry.source;
  geometry.crop = {0, 0, source.width, source.height};
  geometry.scaled_width = size.width;
  geometry.scaled_height = size.height;
  if (swaps_sides(source.orientation)) std::swap(geometry.scaled_width, geometry.scaled_height);
  geometry.seen = {0, 0, geometry.scaled_width, geometry.scaled_height};
  geometry.placement = {(geometry.canvas_width - size.width) / 2, (geometry.canvas_height - size.height) / 2,
                        size.width, size.height};
  geometry.enlarged = size.width > geometry.display_width || size.height > geometry.display_height;
}

void place_cover(Geometry& geometry) {
  const SourceShape& source = geometry.source;
  const bool swap = swaps_sides(source.orientation);
  // In the orientation of the source.
  Size seen{geometry.canvas_width, geometry.canvas_height};
  if (swap) std::swap(seen.width, seen.height);
  const Rational upright = Rational{source.width, source.height} * source.sar;
  Crop across{0, source.width, seen.width, 0};
  Crop down{0, source.height, seen.height, 0};
  if (Rational{seen.width} / upright >= Rational{seen.height}) {
    down = crop_middle(source.height, Rational{seen.width} / upright / Rational{source.height}, seen.height);
  } else {
    across = crop_middle(source.width, Rational{seen.height} * upright / Rational{source.width}, seen.width);
  }
  geometry.crop = {across.start, down.start, across.length, down.length};
  geometry.scaled_width = across.scaled;
  geometry.scaled_height = down.scaled;
  geometry.seen = {across.offset, down.offset, seen.width, seen.height};

  int x = across.offset;
  int y = down.offset;
  orient_corner(source.orientation, {across.scaled, down.scaled}, seen, x, y);
  geometry.placement = {-x, -y, across.scaled, down.scaled};
  if (swap) std::swap(geometry.placement.width, geometry.placement.height);
  geometry.enlarged =
      geometry.canvas_width > geometry.display_width || geometry.canvas_height > geometry.display_height;
}

Geometry describe(const SourceShape& given) {
  Geometry geometry;
  geometry.source = given;
  geometry.source.sar = usable_sar(given.sar);
  const Size display = display_size(geometry.source);
  geometry.display_width = display.width;
  geometry.display_height = display.height;
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
  const Rational shape = proportion(geometry.source);
  const Size display{geometry.display_width, geometry.display_height};
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
    if (request.fit == Fit::COVER) {
      place_cover(geometry);
      return geometry;
    }
    size = request.fit == Fit::PAD ? fit_inside(shape, width, height) : Size{width, height};
  }
  place_whole(geometry, size);
  return geometry;
}

Geometry refit_geometry(const Geometry& first, const SourceShape& source, const SizeRequest& request) {
  Geometry geometry = describe(source);
  set_canvas(geometry, {first.canvas_width, first.canvas_height});
  const bool both = request.both_sides();
  if (both && request.fit == Fit::COVER) {
    place_cover(geometry);
  } else if (both && request.fit == Fit::STRETCH) {
    place_whole(geometry, {first.canvas_width, first.canvas_height});
  } else {
    Size inside = fit_inside(proportion(geometry.source), first.canvas_width, first.canvas_height);
    // Bars of one pixel come from rounding, so they are filled.
    if (first.canvas_width - inside.width <= 1) inside.width = first.canvas_width;
    if (first.canvas_height - inside.height <= 1) inside.height = first.canvas_height;
    place_whole(geometry, inside);
  }
  return geometry;
}

}  // namespace cliploop
