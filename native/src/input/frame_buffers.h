// Buffers for the frames of decoders.
#pragma once

#include <array>
#include <mutex>

#include "base/av_ptr.h"

namespace cliploop {

// The buffers of one decoder. They come from the pool of all jobs, see base/pool.h, and are zero at first. Frames may
// exist longer than this object.
class FrameBuffers {
 public:
  FrameBuffers() = default;
  ~FrameBuffers();
  FrameBuffers(const FrameBuffers&) = delete;
  FrameBuffers& operator=(const FrameBuffers&) = delete;

  // For AVCodecContext.get_buffer2 of video. Returns 0 or an error code of libav. Thread-safe.
  int get(AVCodecContext& context, AVFrame& frame);

 private:
  static constexpr size_t kPlanes = 4;

  // Where the planes of a frame are in its buffer.
  struct Layout {
    std::array<int, kPlanes> strides{};     // bytes
    std::array<size_t, kPlanes> offsets{};  // bytes, of unused planes 0
    size_t planes = 0;
    size_t bytes = 0;
    bool operator==(const Layout&) const = default;
  };
  static int layout_of(AVCodecContext& context, const AVFrame& frame, Layout& out);

  std::mutex mutex_;
  Layout layout_;  // of the buffers in pool_
  AVBufferPool* pool_ = nullptr;
};

}  // namespace cliploop
