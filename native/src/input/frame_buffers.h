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

  // The planes of a frame. Unused ones have no bytes.
  struct Layout {
    std::array<int, kPlanes> strides{};   // bytes
    std::array<size_t, kPlanes> bytes{};  // of the buffers
    bool operator==(const Layout&) const = default;
  };
  static int layout_of(AVCodecContext& context, const AVFrame& frame, Layout& out);
  void free_pools();

  std::mutex mutex_;
  Layout layout_;  // of the buffers in pools_
  // Each plane has a buffer, because decoders replace single ones.
  std::array<AVBufferPool*, kPlanes> pools_{};
};

}  // namespace cliploop
