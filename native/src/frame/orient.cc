#include "frame/orient.h"

#include <algorithm>
#include <cstring>
#include <utility>

namespace cliploop {

namespace {

// Pixels per side of a tile. Source and target of a tile fit into the first-level cache in any direction.
constexpr int tile = 16;

}  // namespace

Orientation orientation_from_matrix(const int32_t* matrix) {
  if (matrix == nullptr) return {};
  // A point moves to x' = a x + c y, y' = b x + d y, with y pointing down.
  int64_t a = matrix[0];
  int64_t b = matrix[1];
  const int64_t c = matrix[3];
  const int64_t d = matrix[4];
  const int64_t area = a * d - b * c;
  if (area == 0) return {};
  Orientation orientation;
  if (area < 0) {
    // After mirroring in x, the rest is a rotation.
    orientation.mirrored = true;
    a = -a;
    b = -b;
  }
  const int64_t cosine = a + d;
  const int64_t sine = b - c;
  if (std::abs(cosine) >= std::abs(sine)) {
    orientation.quarter_turns = cosine >= 0 ? 0 : 2;
  } else {
    orientation.quarter_turns = sine > 0 ? 1 : 3;
  }
  return orientation;
}

void orient_pixels(const uint32_t* from, int width, int height, int64_t from_stride, Orientation orientation,
                   uint32_t* to, int64_t to_stride) {
  if (orientation.identity()) {
    for (int y = 0; y < height; ++y) {
      std::memcpy(to + y * to_stride, from + y * from_stride, static_cast<size_t>(width) * 4);
    }
    return;
  }
  // The position of the first source pixel in the target, and the steps in the target for one pixel right and down.
  int64_t origin = 0;
  int64_t step_x = 0;
  int64_t step_y = 0;
  switch (orientation.quarter_turns) {
    case 0:
      step_x = 1;
      step_y = to_stride;
      break;
    case 1:
      origin = height - 1;
      step_x = to_stride;
      step_y = -1;
      break;
    case 2:
      origin = (height - 1) * to_stride + width - 1;
      step_x = -1;
      step_y = -to_stride;
      break;
    default:
      origin = (width - 1) * to_stride;
      step_x = -to_stride;
      step_y = 1;
      break;
  }
  if (orientation.mirrored) {
    origin += (width - 1) * step_x;
    step_x = -step_x;
  }
  for (int top = 0; top < height; top += tile) {
    const int bottom = std::min(top + tile, height);
    for (int left = 0; left < width; left += tile) {
      const int right = std::min(left + tile, width);
      for (int y = top; y < bottom; ++y) {
        const uint32_t* source = from + y * from_stride;
        uint32_t* target = to + origin + y * step_y;
        for (int x = left; x < right; ++x) target[x * step_x] = source[x];
      }
    }
  }
}

}  // namespace cliploop
