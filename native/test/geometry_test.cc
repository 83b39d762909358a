#include "frame/geometry.h"

#include <doctest/doctest.h>

#include "base/status.h"

using namespace cliploop;

namespace {

constexpr Orientation upright{};
constexpr Orientation turned{1, false};

SourceShape source(int width, int height, Rational sar = {1}, Orientation orientation = upright) {
  return {width, height, sar, orientation};
}

struct Pair {
  int width;
  int height;
  friend bool operator==(Pair, Pair) = default;
};
Pair display(const Geometry& g) { return {g.display_width, g.display_height}; }
Pair canvas(const Geometry& g) { return {g.canvas_width, g.canvas_height}; }
Pair scaled(const Geometry& g) { return {g.scaled_width, g.scaled_height}; }

}  // namespace

TEST_CASE("compute_geometry applies the sample aspect ratio by enlarging a side") {
  CHECK(display(compute_geometry(source(720, 480, {32, 27}), {})) == Pair{853, 480});
  CHECK(display(compute_geometry(source(720, 576, {64, 45}), {})) == Pair{1024, 576});
  CHECK(display(compute_geometry(source(480, 136, {1, 2}), {})) == Pair{480, 272});
  CHECK(display(compute_geometry(source(800, 332, {399, 400}), {})) == Pair{800, 333});
  CHECK(display(compute_geometry(source(720, 480, {32, 27}, turned), {})) == Pair{480, 853});
}

TEST_CASE("compute_geometry treats invalid sample aspect ratios as square") {
  for (const Rational sar : {Rational{0}, Rational{-4, 3}, Rational{255}, Rational{1, 100}}) {
    const Geometry g = compute_geometry(source(64, 48, sar), {});
    CHECK(display(g) == Pair{64, 48});
    CHECK(g.source.sar == Rational{1});
  }
}

TEST_CASE("compute_geometry keeps the displayed size up to 4096 pixels when no side is given") {
  CHECK(canvas(compute_geometry(source(4096, 2160), {})) == Pair{4096, 2160});
  CHECK_FALSE(compute_geometry(source(4096, 2160), {}).reduced_to_limit);
  const Geometry wide = compute_geometry(source(8192, 8191), {});
  CHECK(canvas(wide) == Pair{4096, 4096});
  CHECK(wide.reduced_to_limit);
  CHECK_FALSE(wide.enlarged);
  CHECK(canvas(compute_geometry(source(8192, 4320, {1}, turned), {})) == Pair{2160, 4096});
  CHECK(canvas(compute_geometry(source(8192, 1), {})) == Pair{4096, 1});
}

TEST_CASE("compute_geometry derives the other side in proportion") {
  CHECK(canvas(compute_geometry(source(960, 540), {480, 0})) == Pair{480, 270});
  CHECK(canvas(compute_geometry(source(960, 540), {0, 135})) == Pair{240, 135});
  CHECK(canvas(compute_geometry(source(720, 480, {32, 27}), {480, 0})) == Pair{480, 270});
  CHECK(canvas(compute_geometry(source(100, 3), {50, 0})) == Pair{50, 2});
  CHECK(canvas(compute_geometry(source(1600, 16), {16, 0})) == Pair{16, 1});
  CHECK(canvas(compute_geometry(source(480, 270, {1}, turned), {135, 0})) == Pair{135, 240});
  SUBCASE("uses the other side of the display for a side of the display") {
    CHECK(canvas(compute_geometry(source(3, 1000, {11, 10}), {3, 0})) == Pair{3, 1000});
  }
}

TEST_CASE("compute_geometry applies the fit when both sides are given") {
  const SourceShape wide = source(960, 540);
  SUBCASE("stretch") {
    const Geometry g = compute_geometry(wide, {100, 200});
    CHECK(canvas(g) == Pair{100, 200});
    CHECK(g.placement == Rect{0, 0, 100, 200});
    CHECK(scaled(compute_geometry(source(960, 540, {1}, turned), {100, 200})) == Pair{200, 100});
  }
  SUBCASE("contain") {
    CHECK(canvas(compute_geometry(wide, {100, 200, false, Fit::CONTAIN})) == Pair{100, 56});
    CHECK(canvas(compute_geometry(wide, {1000, 54, false, Fit::CONTAIN})) == Pair{96, 54});
  }
  SUBCASE("pad") {
    const Geometry g = compute_geometry(wide, {100, 200, false, Fit::PAD});
    CHECK(canvas(g) == Pair{100, 200});
    CHECK(g.placement == Rect{0, 72, 100, 56});
  }
}

TEST_CASE("compute_geometry fills the canvas with Fit::COVER and crops evenly") {
  for (int turns = 0; turns < 4; ++turns) {
    for (const bool mirrored : {false, true}) {
      for (const Pair want : {Pair{100, 200}, Pair{300, 40}, Pair{641, 361}, Pair{4000, 4000}}) {
        const Orientation orientation{turns, mirrored};
        const Geometry g =
            compute_geometry(source(961, 541, {4, 3}, orientation), {want.width, want.height, false, Fit::COVER});
        CHECK(canvas(g) == want);
        CHECK(g.placement.x <= 0);
        CHECK(g.placement.y <= 0);
        CHECK(g.placement.x + g.placement.width >= want.width);
        CHECK(g.placement.y + g.placement.height >= want.height);
        CHECK(g.crop.x % 8 == 0);
        CHECK(g.crop.x + g.crop.width <= 961);
        CHECK(g.crop.y + g.crop.height <= 541);
        // The middle of the canvas shows the middle of the source, despite the grid of the crop.
        const bool swap = swaps_sides(orientation);
        Rational x{want.width - 2 * g.placement.x, 2 * g.placement.width};
        Rational y{want.height - 2 * g.placement.y, 2 * g.placement.height};
        for (int turn = 0; turn < turns; ++turn) {
          const Rational back = Rational{1} - x;
          x = y;
          y = back;
        }
        if (mirrored) x = Rational{1} - x;
        const double scale_x = static_cast<double>(g.scaled_width) / g.crop.width;
        const double scale_y = static_cast<double>(g.scaled_height) / g.crop.height;
        const double off_x = (g.crop.x + x.seconds() * g.crop.width - 961 / 2.0) * scale_x;
        const double off_y = (g.crop.y + y.seconds() * g.crop.height - 541 / 2.0) * scale_y;
        CHECK(std::abs(off_x) <= 1.0);
        CHECK(std::abs(off_y) <= 1.0);
        CHECK(scaled(g) ==
              (swap ? Pair{g.placement.height, g.placement.width} : Pair{g.placement.width, g.placement.height}));
      }
    }
  }
}

TEST_CASE("compute_geometry crops before scaling with Fit::COVER") {
  const Geometry g = compute_geometry(source(1600, 16), {4096, 4096, false, Fit::COVER});
  CHECK(g.crop.width <= 40);
  CHECK(g.scaled_height == 4096);
}

TEST_CASE("compute_geometry uses width for the long edge with `adaptive`") {
  CHECK(canvas(compute_geometry(source(960, 540), {640, 0, true})) == Pair{640, 360});
  CHECK(canvas(compute_geometry(source(540, 960), {640, 0, true})) == Pair{360, 640});
  CHECK(canvas(compute_geometry(source(960, 540, {1}, turned), {0, 360, true})) == Pair{360, 640});
  CHECK(canvas(compute_geometry(source(540, 960), {300, 200, true})) == Pair{200, 300});
  CHECK(canvas(compute_geometry(source(500, 500), {300, 200, true})) == Pair{300, 200});
}

TEST_CASE("compute_geometry detects enlargement") {
  CHECK_FALSE(compute_geometry(source(100, 50), {100, 50}).enlarged);
  CHECK(compute_geometry(source(100, 50), {101, 0}).enlarged);
  CHECK(compute_geometry(source(100, 50), {10, 51}).enlarged);
  CHECK_FALSE(compute_geometry(source(100, 50), {100, 500, false, Fit::PAD}).enlarged);
  CHECK(compute_geometry(source(100, 50), {60, 51, false, Fit::COVER}).enlarged);
}

TEST_CASE("compute_geometry refuses sides that are too long for WebP") {
  CHECK(canvas(compute_geometry(source(16, 1600), {163, 0})) == Pair{163, 16300});
  CHECK_THROWS_WITH_AS(compute_geometry(source(16, 1600), {4096, 0}),
                       "The output would be 4096x409600 pixels; no side may be longer than 16383", Failure);
}

TEST_CASE("refit_geometry keeps the canvas of the first frame") {
  const Geometry first = compute_geometry(source(480, 270), {400, 0});
  SUBCASE("fills the canvas in the same proportion, despite rounding") {
    CHECK(refit_geometry(first, source(320, 180), {400, 0}).placement == Rect{0, 0, 400, 225});
    CHECK(refit_geometry(first, source(321, 181), {400, 0}).placement == Rect{0, 0, 400, 225});
  }
  SUBCASE("centers a frame of another proportion") {
    const Geometry g = refit_geometry(first, source(300, 300), {400, 0});
    CHECK(canvas(g) == Pair{400, 225});
    CHECK(g.placement == Rect{87, 0, 225, 225});
  }
  SUBCASE("keeps Fit::STRETCH and Fit::COVER") {
    CHECK(refit_geometry(first, source(300, 300), {400, 225}).placement == Rect{0, 0, 400, 225});
    const Geometry g = refit_geometry(first, source(300, 300), {400, 225, false, Fit::COVER});
    CHECK(g.placement.height >= 225);
    CHECK(g.placement.width == 400);
  }
}

TEST_CASE("compute_geometry takes shares of the displayed sides") {
  SizeRequest half;
  half.width_share = {1, 2};
  CHECK(canvas(compute_geometry(source(1920, 1080), half)) == Pair{960, 540});
  CHECK(canvas(compute_geometry(source(1920, 1080, {1}, turned), half)) == Pair{540, 960});
  CHECK(canvas(compute_geometry(source(720, 480, {32, 27}), half)) == Pair{427, 240});
  half.adaptive = true;
  CHECK(canvas(compute_geometry(source(1920, 1080, {1}, turned), half)) == Pair{540, 960});
  half.height_share = {1, 4};
  CHECK(canvas(compute_geometry(source(1920, 1080, {1}, turned), half)) == Pair{270, 960});
  CHECK(canvas(compute_geometry(source(1920, 1080), half)) == Pair{960, 270});
}

TEST_CASE("compute_geometry refuses shares that give too few or too many pixels") {
  SizeRequest request;
  request.width_share = {1, 100};
  const auto message = [&](const SourceShape& shape) {
    try {
      compute_geometry(shape, request);
    } catch (const Failure& failure) {
      CHECK(failure.status.code == Code::INVALID_OPTION);
      return failure.status.detail;
    }
    return std::string();
  };
  CHECK(message(source(400, 300)) == "`width` must be from 16 to 4096 px, got 4 px (1% of 400 px)");
  request.width_share = {9, 1};
  CHECK(message(source(1920, 1080)) == "`width` must be from 16 to 4096 px, got 17280 px (900% of 1920 px)");
}
