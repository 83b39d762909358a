#include "frame/planes.h"

#include <algorithm>
#include <memory>
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
  // Blocks of the pool are aligned to pages, small ones as by malloc.
  memory_.assign(static_cast<size_t>(size) + row_alignment + tail, 0);
  void* start = memory_.data();
  size_t room = memory_.size();
  std::align(row_alignment, static_cast<size_t>(size) + tail, start, room);
  av_image_fill_pointers(planes, format, height, static_cast<uint8_t*>(start), lines);
  std::copy(std::begin(planes), std::end(planes), data.begin());
  std::copy(std::begin(lines), std::end(lines), stride.begin());
}

}  // namespace cliploop
