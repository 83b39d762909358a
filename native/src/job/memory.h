// The budget of a job: how many threads and frames in flight it may have, so that it needs no more than a number of
// bytes.
#pragma once

#include <cstdint>

#include "base/status.h"
#include "frame/render.h"
#include "input/reader.h"
#include "job/options.h"

namespace cliploop {

// What the pipeline may use.
struct PipelineSize {
  int threads = 1;
  int frames = 1;     // that are submitted, and not written or kept by the encoder
  int64_t bytes = 0;  // that it then needs at most, about
};

struct MemoryNeeds {
  Format format = Format::GIF;
  int64_t canvas_pixels = 0;
  int64_t source_pixels = 0;  // of the part that is scaled
  int64_t frame_bytes = 0;    // of a decoded frame
  bool alpha = false;         // frames are converted before they are scaled
  bool converted = false;     // the format is converted before or after scaling
  int64_t encoder = 0;        // bytes of an encoder that keeps frames itself
};

// The largest frames that are decoded: those within max_pixels of which the memory limit allows two.
int64_t affordable_pixels(const Limits& limits);

// The options of the reader within the limits.
Reader::Options reader_options(const VideoOptions& options);

// For LIMIT_PIXELS with affordable_pixels(): names the limit that was meant. Other failures stay the same.
Failure name_limit(const Failure& failure, const Limits& limits);

// With one thread the pipeline has no queues. Threads are given up only when fewer frames are not enough.
int64_t pipeline_bytes(const MemoryNeeds& needs, int threads, int frames);

// The largest pipeline within `bytes`. It has one thread when nothing fits.
PipelineSize fit_pipeline(const MemoryNeeds& needs, int threads, int64_t bytes);

// The largest pipeline for a job within its limit. The decoder gives up threads when there is too little for one thread
// of the pipeline. first: a frame of the segment. more: bytes that the job needs besides. Throws LIMIT_MEMORY when the
// limit is too low for one thread of both.
PipelineSize plan_memory(const VideoOptions& options, Format format, Reader& reader, const RenderPlan& plan,
                         const AVFrame& first, int64_t more = 0);

}  // namespace cliploop
