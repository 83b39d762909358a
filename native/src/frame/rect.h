// Rectangles of pixels.
#pragma once

#include <algorithm>
#include <cstddef>

namespace cliploop {

// Empty when the width is 0.
struct Rect {
  int x = 0;
  int y = 0;
  int width = 0;
  int height = 0;

  constexpr bool empty() const { return width == 0; }
  friend constexpr bool operator==(const Rect&, const Rect&) = default;
};

// The smallest rectangle around both. An empty one does not count.
constexpr Rect united(Rect a, Rect b) {
  if (a.empty()) return b;
  if (b.empty()) return a;
  const int x = std::min(a.x, b.x);
  const int y = std::min(a.y, b.y);
  return {x, y, std::max(a.x + a.width, b.x + b.width) - x, std::max(a.y + a.height, b.y + b.height) - y};
}

// The smallest rectangle around the pixels i for which inside(i) is true; i counts along the rows.
template <typename Inside>
Rect bounds(int width, int height, Inside inside) {
  int left = width;
  int right = 0;  // exclusive
  int top = height;
  int bottom = 0;  // exclusive
  for (int y = 0; y < height; ++y) {
    const size_t row = static_cast<size_t>(y) * static_cast<size_t>(width);
    int first = 0;
    while (first < width && !inside(row + static_cast<size_t>(first))) ++first;
    if (first == width) continue;
    int end = width;  // stops at `right`: pixels further left cannot widen the rectangle
    while (end > right && !inside(row + static_cast<size_t>(end - 1))) --end;
    left = std::min(left, first);
    right = end;
    top = std::min(top, y);
    bottom = y + 1;
  }
  return bottom == 0 ? Rect{} : Rect{left, top, right - left, bottom - top};
}

}  // namespace cliploop
