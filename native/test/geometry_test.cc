#include "frame/geometry.h"

#include <doctest/doctest.h>

#include <cmath>
#include <string>

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
Pair drawn(const Geometry& g) { return {g.drawn_width, g.drawn_height}; }

// The part of the source that is shown, in its pixels.
struct Shown {
  double x, y, width, height;
};
Shown shown(const Geometry& g) {
  return {g.crop.x + g.view.x.seconds(), g.crop.y + g.view.y.seconds(), g.view.width.seconds(),
          g.view.height.seconds()};
}
void check_shown(const Geometry& g, Shown want) {
  const Shown got = shown(g);
  CHECK(got.x == doctest::Approx(want.x));
  CHECK(got.y == doctest::Approx(want.y));
  CHECK(got.width == doctest::Approx(want.width));
  CHECK(got.height == doctest::Approx(want.height));
}

SizeRequest cropped(Length x, Length y, Length width, Length height) {
  SizeRequest request;
  request.crop = {x, y, width, height};
  return request;
}
Length px(int pixels) { return {pixels, {}}; }
Length percent(int share) { return {0, {share, 100}}; }

std::string refusal(const SourceShape& shape, const SizeRequest& request) {
  try {
    compute_geometry(shape, request);
  } catch (const Failure& failure) {
    CHECK(failure.status.code == Code::INVALID_OPTION);
    return failure.status.detail;
  }
  return {};
}

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
    CHECK(drawn(compute_geometry(source(960, 540, {1}, turned), {100, 200})) == Pair{200, 100});
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
        CHECK(g.placement == Rect{0, 0, want.width, want.height});
        CHECK(g.crop.x % 8 == 0);
        CHECK(g.crop.x + g.crop.width <= 961);
        CHECK(g.crop.y + g.crop.height <= 541);
        // The middle of the canvas shows the middle of the source, and pixels keep their shape.
        const Shown part = shown(g);
        CHECK(part.x + part.width / 2 == doctest::Approx(961 / 2.0));
        CHECK(part.y + part.height / 2 == doctest::Approx(541 / 2.0));
        CHECK(part.width / g.drawn_width * 4 / 3 == doctest::Approx(part.height / g.drawn_height));
        CHECK((part.width == doctest::Approx(961) || part.height == doctest::Approx(541)));
        const bool swap = swaps_sides(orientation);
        CHECK(drawn(g) == (swap ? Pair{want.height, want.width} : want));
      }
    }
  }
}

TEST_CASE("compute_geometry crops before scaling with Fit::COVER") {
  const Geometry g = compute_geometry(source(1600, 16), {4096, 4096, false, Fit::COVER});
  CHECK(g.crop.width <= 48);
  CHECK(drawn(g) == Pair{4096, 4096});
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
    CHECK(g.placement == Rect{0, 0, 400, 225});
    check_shown(g, {0, 65.625, 300, 168.75});
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
  CHECK(refusal(source(400, 300), request) == "`width` must be from 16 to 4096 px, got 4 px (1% of 400 px)");
  request.width_share = {9, 1};
  CHECK(refusal(source(1920, 1080), request) == "`width` must be from 16 to 4096 px, got 17280 px (900% of 1920 px)");
}

TEST_CASE("compute_geometry crops in displayed pixels") {
  SUBCASE("exactly, also between the samples of chroma") {
    const Geometry g = compute_geometry(source(960, 540), cropped(px(37), px(11), px(321), px(203)));
    CHECK(g.cropped == Rect{37, 11, 321, 203});
    CHECK(canvas(g) == Pair{321, 203});
    check_shown(g, {37, 11, 321, 203});
    CHECK(g.crop.x % 8 == 0);
    CHECK(g.crop.y % 8 == 0);
    // No pixel outside the crop is read.
    CHECK(g.crop.x + g.bounds.x == 37);
    CHECK(g.bounds.width == 321);
    CHECK(g.crop.y + g.bounds.y == 11);
    CHECK(g.bounds.height == 203);
  }
  SUBCASE("before the size is derived") {
    SizeRequest request = cropped(px(100), px(0), px(400), px(200));
    request.width = 200;
    CHECK(canvas(compute_geometry(source(960, 540), request)) == Pair{200, 100});
    request.width = 0;
    request.height_share = {1, 2};
    CHECK(canvas(compute_geometry(source(960, 540), request)) == Pair{200, 100});
  }
  SUBCASE("after the shape of the pixels") {
    const Geometry g = compute_geometry(source(720, 480, {32, 27}), cropped(px(0), px(0), px(853), px(240)));
    check_shown(g, {0, 0, 720, 240});
    CHECK(canvas(g) == Pair{853, 240});
    check_shown(compute_geometry(source(480, 136, {1, 2}), cropped(px(10), px(100), px(60), px(80))), {10, 50, 60, 40});
  }
  SUBCASE("after the orientation") {
    const auto at = [](Orientation orientation) {
      return compute_geometry(source(100, 60, {1}, orientation), cropped(px(5), px(7), px(20), px(30)));
    };
    check_shown(at({1, false}), {7, 60 - 5 - 20, 30, 20});
    check_shown(at({2, false}), {100 - 5 - 20, 60 - 7 - 30, 20, 30});
    check_shown(at({3, false}), {100 - 7 - 30, 5, 30, 20});
    check_shown(at({0, true}), {100 - 5 - 20, 7, 20, 30});
    check_shown(at({1, true}), {100 - 7 - 30, 60 - 5 - 20, 30, 20});
    CHECK(canvas(at({1, false})) == Pair{20, 30});
    CHECK(drawn(at({1, false})) == Pair{30, 20});
  }
  SUBCASE("in percent, without gaps between parts that touch") {
    const Geometry left =
        compute_geometry(source(641, 100), cropped(percent(0), percent(0), percent(50), percent(100)));
    const Geometry right =
        compute_geometry(source(641, 100), cropped(percent(50), percent(0), percent(50), percent(100)));
    CHECK(left.cropped == Rect{0, 0, 321, 100});
    CHECK(right.cropped == Rect{321, 0, 320, 100});
  }
  SUBCASE("before Fit::COVER and Fit::PAD") {
    SizeRequest request = cropped(px(100), px(20), px(200), px(400));
    request.width = request.height = 100;
    request.fit = Fit::COVER;
    check_shown(compute_geometry(source(960, 540), request), {100, 120, 200, 200});
    request.fit = Fit::PAD;
    const Geometry padded = compute_geometry(source(960, 540), request);
    check_shown(padded, {100, 20, 200, 400});
    CHECK(padded.placement == Rect{25, 0, 50, 100});
  }
  SUBCASE("of the whole picture changes nothing") {
    const Geometry g = compute_geometry(source(720, 480, {32, 27}), cropped(px(0), px(0), px(853), px(480)));
    CHECK_FALSE(g.is_cropped());
    check_shown(g, {0, 0, 720, 480});
  }
  SUBCASE("of a single pixel") {
    check_shown(compute_geometry(source(960, 540), cropped(px(959), px(539), px(1), px(1))), {959, 539, 1, 1});
  }
}

TEST_CASE("compute_geometry refuses a crop that is not inside the picture") {
  CHECK(refusal(source(1280, 720), cropped(px(1000), px(0), px(400), px(720))) ==
        "`crop` must be inside the picture of 1280x720 px, got 400x720 px at 1000,0");
  CHECK(refusal(source(1280, 720, {1}, turned), cropped(px(0), px(0), px(1280), px(720))) ==
        "`crop` must be inside the picture of 720x1280 px, got 1280x720 px at 0,0");
  CHECK(refusal(source(100, 100), cropped(percent(60), px(0), percent(50), px(10))) ==
        "`crop` must be inside the picture of 100x100 px, got 50x10 px at 60,0");
}

TEST_CASE("compute_geometry places by gravity") {
  SizeRequest request{100, 100, false, Fit::COVER};
  const auto view = [&](SourceShape shape, Gravity gravity) {
    request.gravity = gravity;
    return compute_geometry(shape, request);
  };
  check_shown(view(source(400, 200), {0, 1}), {0, 0, 200, 200});
  check_shown(view(source(400, 200), {1, 0}), {100, 0, 200, 200});
  check_shown(view(source(400, 200), {2, 2}), {200, 0, 200, 200});
  check_shown(view(source(200, 400), {2, 2}), {0, 200, 200, 200});
  // The left as displayed is the bottom of the source.
  check_shown(view(source(200, 400, {1}, turned), {0, 1}), {0, 200, 200, 200});
  request.fit = Fit::PAD;
  CHECK(view(source(400, 200), {0, 0}).placement == Rect{0, 0, 100, 50});
  CHECK(view(source(400, 200), {2, 2}).placement == Rect{0, 50, 100, 50});
  CHECK(view(source(200, 400), {2, 2}).placement == Rect{50, 0, 50, 100});
}

TEST_CASE("compute_geometry crops exactly for extreme reductions") {
  SizeRequest request = cropped(px(1001), px(2003), px(6000), px(4000));
  request.width = 60;
  const Geometry g = compute_geometry(source(8192, 8192), request);
  CHECK(canvas(g) == Pair{60, 40});
  check_shown(g, {1001, 2003, 6000, 4000});
  CHECK(g.crop.x + g.bounds.x == 1001);
  CHECK(g.bounds.height == 4000);
}

TEST_CASE("refit_geometry keeps the place of the crop in proportion") {
  SizeRequest request = cropped(px(96), px(54), px(480), px(270));
  const Geometry first = compute_geometry(source(960, 540), request);
  const Geometry g = refit_geometry(first, source(480, 270), request);
  CHECK(canvas(g) == Pair{480, 270});
  check_shown(g, {48, 27, 240, 135});
}
