// Encodes parts of a few consecutive frames of an output, and computes from them the bytes and time of the whole
// frames.
#pragma once

#include <cstdint>
#include <deque>
#include <future>
#include <memory>
#include <vector>

#include "base/cancel.h"
#include "base/thread.h"
#include "frame/render.h"
#include "job/format_encoder.h"
#include "job/options.h"
#include "job/timings.h"
#include "sample/sample.h"

namespace cliploop {

struct Trial {
  struct Frame {
    Rational time;       // seconds from the start of the segment
    int64_t bytes = 0;   // 0 for a frame that is the same as the one before
    double seconds = 0;  // of the processor
  };
  std::vector<Frame> frames;   // the first one does not depend on another
  int64_t around = 0;          // bytes of the header and the end of the file
  double ordered_seconds = 0;  // of the processor, in the stage that takes the frames in order
  double spent_seconds = 0;    // of the processor, by the trial itself
  bool visible = false;
};

// A trial whose frames are compressed on a pool.
class PendingTrial {
 public:
  // Renders and compares the frames on the calling thread. whole: whole frames are encoded. pool: null when there is
  // only this thread.
  PendingTrial(const AnimateOptions& options, int loop, const RenderPlan& plan, bool whole, Renderer& renderer,
               const std::vector<SampledFrame>& frames, ThreadPool* pool, Timings& timings, CancelToken& cancel);

  // Waits for the rest. Not on a thread of the pool.
  Trial finish();

 private:
  struct Compressed {
    std::vector<uint8_t> bytes;
    double seconds = 0;
  };
  struct Pending {
    FormatEncoder::UnitPtr unit;
    std::future<Compressed> bytes;
    size_t frame;
  };
  void compress(const std::vector<FormatEncoder::UnitPtr>& ready);

  std::shared_ptr<FormatEncoder> encoder_;
  double scale_ = 1;  // the pixels of a frame, as a multiple of those that are encoded
  const Format format_;
  const int64_t shortest_;
  ThreadPool* const pool_;
  Timings& timings_;
  CancelToken& cancel_;
  std::deque<size_t> pushed_;  // the frames that were pushed and are not ready
  std::vector<Pending> pending_;
  Trial trial_;
};

}  // namespace cliploop
