#include "webp/bounds.h"

#include <cstring>

namespace cliploop::webp {
namespace {

const uint32_t* pixels(const Image& image, int y) { return reinterpret_cast<const uint32_t*>(image.row(y)); }

}  // namespace

Bounds bounds_of_change(const Image& before, const Image& now) {
  const auto row_bytes = static_cast<size_t>(now.width) * 4;
  const auto same_row = [&](int y) { return std::memcmp(before.row(y), now.row(y), row_bytes) == 0; };
  Bounds found{now.width, 0, 0, now.height};
  while (found.top < found.bottom && same_row(found.top)) ++found.top;
  while (found.bottom > found.top && same_row(found.bottom - 1)) --found.bottom;
  for (int y = found.top; y < found.bottom; ++y) {
    const uint32_t* a = pixels(before, y);
    const uint32_t* b = pixels(now, y);
    int left = 0;
    while (left < found.left && a[left] == b[left]) ++left;
    found.left = left;
    int right = now.width;
    while (right > found.right && a[right - 1] == b[right - 1]) --right;
    found.right = right;
  }
  return found;
}

}  // namespace cliploop::webp
