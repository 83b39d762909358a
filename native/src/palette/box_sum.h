// Sums over 5x5 neighbourhoods; beyond its border a plane repeats its edge.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace cliploop {

inline constexpr int kBoxArea = 25;

// Calls row(y, sums) for every y in order; sums holds `width` values. value(x, y) must fit 10 bits and a sign.
class BoxSum {
 public:
  BoxSum(int width, int height) : width_(width), height_(height), columns_(width + 4), sums_(width) {}

  // plane: width * height, |value| <= 1023.
  template <typename Row>
  void run(const int16_t* plane, Row row) {
    std::fill(columns_.begin(), columns_.end(), int16_t{0});
    for (int y = 0; y < height_; ++y) {
      if (y == 0) {
        for (int dy = -2; dy <= 2; ++dy) add(plane, dy, 1);
      } else {
        add(plane, y + 2, 1);
        add(plane, y - 3, -1);
      }
      int16_t* c = columns_.data();
      c[0] = c[1] = c[2];
      c[width_ + 2] = c[width_ + 3] = c[width_ + 1];
      for (int x = 0; x < width_; ++x) {
        sums_[x] = static_cast<int16_t>(c[x] + c[x + 1] + c[x + 2] + c[x + 3] + c[x + 4]);
      }
      row(y, static_cast<const int16_t*>(sums_.data()));
    }
  }

 private:
  void add(const int16_t* plane, int y, int sign) {
    const int clamped = y < 0 ? 0 : (y >= height_ ? height_ - 1 : y);
    const int16_t* in = plane + static_cast<size_t>(clamped) * static_cast<size_t>(width_);
    int16_t* c = columns_.data() + 2;
    if (sign > 0) {
      for (int x = 0; x < width_; ++x) c[x] = static_cast<int16_t>(c[x] + in[x]);
    } else {
      for (int x = 0; x < width_; ++x) c[x] = static_cast<int16_t>(c[x] - in[x]);
    }
  }

  int width_;
  int height_;
  std::vector<int16_t> columns_;
  std::vector<int16_t> sums_;
};

}  // namespace cliploop
