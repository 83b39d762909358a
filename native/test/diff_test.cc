// Compares box sums, planes and diff with slow reference implementations.
#include "gif/diff.h"

#include <doctest/doctest.h>

#include <array>
#include <cstdlib>
#include <random>
#include <utility>

#include "gif/quality.h"
#include "palette/box_sum.h"

using namespace cliploop;
using namespace cliploop::gif;

namespace {

constexpr std::array<std::pair<int, int>, 7> kSizes = {{{1, 1}, {2, 3}, {5, 1}, {1, 7}, {17, 9}, {40, 31}, {131, 4}}};

// The sum of plane(x, y) over 5x5 pixels. Beyond the border, samples repeat the one at the border.
template <typename Plane>
int sum_around(int x, int y, int width, int height, Plane plane) {
  int sum = 0;
  for (int dy = -2; dy <= 2; ++dy) {
    for (int dx = -2; dx <= 2; ++dx) sum += plane(std::clamp(x + dx, 0, width - 1), std::clamp(y + dy, 0, height - 1));
  }
  return sum;
}

// Waves with some noise, so that there are still, drifting and moving pixels.
Image picture(int width, int height, int phase, bool opaque, std::mt19937& random) {
  Image image(width, height);
  image.opaque = opaque;
  for (int y = 0; y < height; ++y) {
    for (int x = 0; x < width; ++x) {
      uint8_t* p = image.row(y) + x * 4;
      for (int c = 0; c < 3; ++c) {
        const int moving = x < width / 2 ? phase : 0;
        p[c] = static_cast<uint8_t>(100 + (x * (3 + c) + y * 5 + moving) % 97 + static_cast<int>(random() % 5));
      }
      p[3] = opaque || random() % 4 != 0 ? 255 : 0;
    }
  }
  return image;
}

}  // namespace

TEST_CASE("BoxSum equals a sum of each neighborhood") {
  std::mt19937 random(5);
  for (const auto& [width, height] : kSizes) {
    std::vector<int16_t> plane(static_cast<size_t>(width) * static_cast<size_t>(height));
    for (int16_t& value : plane) value = static_cast<int16_t>(static_cast<int>(random() % 2047) - 1023);
    const auto at = [&, width = width](int x, int y) { return plane[static_cast<size_t>(y * width + x)]; };
    BoxSum box(width, height);
    for (int y = 0; y < height; ++y) {
      const int16_t* sums = box.next([&, width = width](int row, int16_t* out) {
        for (int x = 0; x < width; ++x) out[x] = at(x, row);
      });
      for (int x = 0; x < width; ++x) {
        CHECK(sums[x] == static_cast<int16_t>(sum_around(x, y, width, height, at)));
        CHECK(box.row()[x] == at(x, y));
      }
    }
  }
}

TEST_CASE("planes_of equals a computation pixel by pixel") {
  std::mt19937 random(6);
  for (const auto& [width, height] : kSizes) {
    const Image image = picture(width, height, 0, true, random);
    const ImagePlanes planes = planes_of(image);
    const auto luma = [&](int x, int y) {
      const uint8_t* p = image.row(y) + x * 4;
      return (77 * p[0] + 150 * p[1] + 29 * p[2] + 128) >> 8;
    };
    const auto gradient = [&, width = width, height = height](int x, int y) {
      const int here = luma(x, y);
      return std::abs(luma(std::min(x + 1, width - 1), y) - here) +
             std::abs(luma(x, std::min(y + 1, height - 1)) - here);
    };
    for (int y = 0; y < height; ++y) {
      for (int x = 0; x < width; ++x) {
        const uint8_t* p = image.row(y) + x * 4;
        const auto i = static_cast<size_t>(y * width + x);
        CHECK(planes.y[i] == luma(x, y));
        CHECK(planes.u[i] == (p[2] - luma(x, y) + 256) / 2);
        CHECK(planes.v[i] == (p[0] - luma(x, y) + 256) / 2);
        CHECK(planes.activity[i] == std::min(255, sum_around(x, y, width, height, gradient) * 2 / kBoxArea));
      }
    }
  }
}

TEST_CASE("diff skips pixels within noise whose neighborhood is within drift") {
  std::mt19937 random(7);
  std::array<int, 3> seen{};
  for (const bool opaque : {true, false}) {
    for (const auto& [width, height] : kSizes) {
      const Image before = picture(width, height, 0, opaque, random);
      const Image now = picture(width, height, 9, opaque, random);
      const ImagePlanes planes = planes_of(now);
      Canvas canvas(width, height);
      for (size_t i = 0; i < before.pixels(); ++i) {
        if (is_visible(before, i)) canvas.put(i, {1, 2, 3});
      }
      canvas.update_drawn(FrameVector<PixelAction>(before.pixels(), PixelAction::draw), planes_of(before));
      canvas.covered = opaque;
      const Quality quality = quality_of(75, Dither::automatic);
      const FrameVector<PixelAction> actions = diff(now, planes, canvas, quality);
      const auto still = [&, width = width, height = height](const FrameVector<uint8_t>& a,
                                                             const FrameVector<uint8_t>& b, int x, int y) {
        const auto step = [&](int at_x, int at_y) {
          const auto i = static_cast<size_t>(at_y * width + at_x);
          return is_visible(now, i) && canvas.visible(i) ? a[i] - b[i] : 0;
        };
        return std::abs(step(x, y)) <= quality.hold_noise &&
               std::abs(sum_around(x, y, width, height, step)) <= quality.hold_drift;
      };
      for (int y = 0; y < height; ++y) {
        for (int x = 0; x < width; ++x) {
          const auto i = static_cast<size_t>(y * width + x);
          PixelAction expected = PixelAction::skip;
          if (is_visible(now, i) && !canvas.visible(i)) {
            expected = PixelAction::draw;
          } else if (is_visible(now, i)) {
            const bool same = still(planes.y, canvas.drawn.y, x, y) && still(planes.u, canvas.drawn.u, x, y) &&
                              still(planes.v, canvas.drawn.v, x, y);
            expected = same ? PixelAction::skip : PixelAction::reuse;
          }
          CHECK(actions[i] == expected);
          ++seen[static_cast<size_t>(expected)];
        }
      }
    }
  }
  for (const int count : seen) CHECK(count > 50);
}
