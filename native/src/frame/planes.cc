#include "frame/planes.h"

#include <algorithm>
#include <new>

extern "C" {
#include <libavutil/imgutils.h>
}

namespace cliploop {
namespace {

constexpr int row_alignment = 64;
constexpr int tail = 256;  // bytes

}  // namespace

ScaleBuffer::ScaleBuffer(AVPixelFormat format, int width, int height) {
  const int padded = FFALIGN(width, row_alignment) + row_alignment;
  int lines[4] = {};
  uint8_t* planes[4] = {};
  if (av_image_fill_linesizes(lines, format, padded) < 0) throw std::bad_alloc();
  const int size = av_image_fill_pointers(planes, format, height, nullptr, lines);
  if (size < 0) throw std::bad_alloc();
  memory_.assign(static_cast<size_t>(size) + tail, 0);
  av_image_fill_pointers(planes, format, height, memory_.data(), lines);
  std::copy(std::begin(planes), std::end(planes), data.begin());
  std::copy(std::begin(lines), std::end(lines), stride.begin());
}

}  // namespace cliploop
