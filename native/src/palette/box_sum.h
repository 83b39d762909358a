// Sums over 5x5 neighborhoods. Beyond the border, samples repeat the one at the border.
#pragma once

#include <algorithm>
#include <cstdint>
#include <vector>

namespace cliploop {

inline constexpr int kBoxArea = 25;

// Goes through a plane of width * height values row by row, and keeps only the rows of one neighborhood.
class BoxSum {
 public:
  BoxSum(int width, int height)
      : width_(width),
        height_(height),
        rows_(static_cast<size_t>(width) * kRows),
        columns_(static_cast<size_t>(width) + 4),
        sums_(static_cast<size_t>(width)) {}

  // Returns the sums of the next row; must be called once for each row. make(y, out) writes the `width` values of row
  // y, each of at most 10 bits and a sign. It is called once for each row, in order.
  template <typename Make>
  const int16_t* next(Make make) {
    if (y_ == 0) {
      for (int ahead = 0; ahead <= 1 && ahead < height_; ++ahead) make(ahead, row_at(ahead));
      for (int dy = -2; dy <= 1; ++dy) add_row(dy);
    } else {
      subtract_row(y_ - 3);
    }
    if (y_ + 2 < height_) make(y_ + 2, row_at(y_ + 2));
    add_row(y_ + 2);
    int16_t* c = columns_.data();
    c[0] = c[1] = c[2];
    c[width_ + 2] = c[width_ + 3] = c[width_ + 1];
    for (int x = 0; x < width_; ++x) {
      sums_[static_cast<size_t>(x)] = static_cast<int16_t>(c[x] + c[x + 1] + c[x + 2] + c[x + 3] + c[x + 4]);
    }
    ++y_;
    return sums_.data();
  }

  // The values of the row whose sums next() returned last.
  const int16_t* row() const { return rows_.data() + slot(y_ - 1); }

 private:
  static constexpr int kRows = 6;

  size_t slot(int y) const { return static_cast<size_t>(y % kRows) * static_cast<size_t>(width_); }
  int16_t* row_at(int y) { return rows_.data() + slot(std::clamp(y, 0, height_ - 1)); }

  void add_row(int y) {
    const int16_t* in = row_at(y);
    int16_t* c = columns_.data() + 2;
    for (int x = 0; x < width_; ++x) c[x] = static_cast<int16_t>(c[x] + in[x]);
  }
  void subtract_row(int y) {
    const int16_t* in = row_at(y);
    int16_t* c = columns_.data() + 2;
    for (int x = 0; x < width_; ++x) c[x] = static_cast<int16_t>(c[x] - in[x]);
  }

  int width_;
  int height_;
  int y_ = 0;
  std::vector<int16_t> rows_;
  std::vector<int16_t> columns_;
  std::vector<int16_t> sums_;
};

}  // namespace cliploop
