// Planes of samples, as views and as memory.
#pragma once

#include <array>
#include <cstdint>

extern "C" {
#include <libavutil/pixfmt.h>
}

#include "base/pool.h"

namespace cliploop {

// A view of the planes of a frame. Unused planes are null.
struct Planes {
  std::array<const uint8_t*, 4> data{};
  std::array<int, 4> stride{};  // bytes
};

// Planes with room behind each row, because libswscale writes past the ends of rows.
class ScaleBuffer {
 public:
  ScaleBuffer() = default;
  ScaleBuffer(AVPixelFormat format, int width, int height);
  ScaleBuffer(ScaleBuffer&&) = default;
  ScaleBuffer& operator=(ScaleBuffer&&) = default;

  std::array<uint8_t*, 4> data{};
  std::array<int, 4> stride{};
  Planes planes() const { return {{data[0], data[1], data[2], data[3]}, stride}; }

 private:
  FrameVector<uint8_t> memory_;
};

// A row of a plane, as samples of T.
template <typename T>
T* row_of(const ScaleBuffer& buffer, size_t plane, int y) {
  return reinterpret_cast<T*>(buffer.data[plane] + int64_t{y} * buffer.stride[plane]);
}

}  // namespace cliploop
