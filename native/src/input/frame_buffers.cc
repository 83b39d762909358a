#include "input/frame_buffers.h"

#include <algorithm>
#include <cstring>
#include <memory>
#include <tuple>

extern "C" {
#include <libavutil/imgutils.h>
}

#include "base/pool.h"

namespace cliploop {
namespace {

constexpr size_t kAfterPlane = 16 + 64;  // bytes that decoders may read and write behind a plane

// opaque: the size.
void free_block(void* opaque, uint8_t* block) {
  const std::unique_ptr<size_t> bytes(static_cast<size_t*>(opaque));
  pool_free(block, *bytes);
}

AVBufferRef* allocate(void* /*opaque*/, size_t bytes) {
  try {
    auto size = std::make_unique<size_t>(bytes);
    auto* const block = static_cast<uint8_t*>(pool_allocate(bytes));
    // Decoders leave out damaged parts, which must not show the frames of other jobs.
    std::memset(block, 0, bytes);
    AVBufferRef* const buffer = av_buffer_create(block, bytes, free_block, size.get(), 0);
    if (buffer == nullptr) {
      pool_free(block, bytes);
    } else {
      std::ignore = size.release();
    }
    return buffer;
  } catch (...) {
    return nullptr;
  }
}

}  // namespace

FrameBuffers::~FrameBuffers() { free_pools(); }

void FrameBuffers::free_pools() {
  for (AVBufferPool*& pool : pools_) av_buffer_pool_uninit(&pool);
}

int FrameBuffers::layout_of(AVCodecContext& context, const AVFrame& frame, Layout& out) {
  const auto format = static_cast<AVPixelFormat>(frame.format);
  int width = frame.width;
  int height = frame.height;
  std::array<int, AV_NUM_DATA_POINTERS> alignments{};
  avcodec_align_dimensions2(&context, &width, &height, alignments.data());
  // The width of a plane is a part of the width of the frame, so that the frame must grow until each plane is aligned.
  const auto aligned = [&] {
    for (size_t i = 0; i < kPlanes; ++i) {
      if (alignments[i] > 0 && out.strides[i] % alignments[i] != 0) return false;
    }
    return true;
  };
  while (true) {
    const int error = av_image_fill_linesizes(out.strides.data(), format, width);
    if (error < 0) return error;
    if (aligned()) break;
    width += width & ~(width - 1);
  }
  std::array<size_t, kPlanes> sizes{};
  const std::array<ptrdiff_t, kPlanes> strides{out.strides[0], out.strides[1], out.strides[2], out.strides[3]};
  const int error = av_image_fill_plane_sizes(sizes.data(), format, height, strides.data());
  if (error < 0) return error;
  for (size_t i = 0; i < kPlanes && sizes[i] > 0; ++i) out.bytes[i] = sizes[i] + kAfterPlane;
  return out.bytes[0] > 0 ? 0 : AVERROR(EINVAL);
}

int FrameBuffers::get(AVCodecContext& context, AVFrame& frame) {
  Layout layout;
  const int error = layout_of(context, frame, layout);
  if (error < 0) return error;
  std::fill(std::begin(frame.data), std::end(frame.data), nullptr);
  std::fill(std::begin(frame.linesize), std::end(frame.linesize), 0);
  const std::lock_guard lock(mutex_);
  if (layout_ != layout) {
    free_pools();
    layout_ = layout;
  }
  for (size_t i = 0; i < kPlanes && layout.bytes[i] > 0; ++i) {
    if (pools_[i] == nullptr) pools_[i] = av_buffer_pool_init2(layout.bytes[i], nullptr, allocate, nullptr);
    frame.buf[i] = pools_[i] == nullptr ? nullptr : av_buffer_pool_get(pools_[i]);
    if (frame.buf[i] == nullptr) {
      av_frame_unref(&frame);
      return AVERROR(ENOMEM);
    }
    frame.data[i] = frame.buf[i]->data;
    frame.linesize[i] = layout.strides[i];
  }
  frame.extended_data = frame.data;
  return 0;
}

}  // namespace cliploop
