// Encodes a few consecutive frames of an output, whole or in parts, and computes from them the bytes and time of the
// whole frames.
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <future>
#include <memory>
#include <vector>

#include "base/cancel.h"
#include "base/thread.h"
#include "frame/render.h"
#include "job/format_encoder.h"
#include "job/options.h"
#include "job/stripes.h"
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

struct TrialSettings {
  const AnimateOptions& options;
  int loop;
  const RenderPlan& plan;
  bool whole;  // whole frames are encoded
  Timings& timings;
  CancelToken& cancel;
};

using Renderers = std::vector<std::unique_ptr<Renderer>>;  // by worker of a pool; made on first use

// A trial that is not finished yet. It must not be destroyed while the pool has a task of it.
class PendingTrial {
 public:
  // Keeps the references. pool: null when there is only the calling thread. renderers: at least one.
  PendingTrial(const TrialSettings& settings, ThreadPool* pool, Renderers& renderers);

  using Done = std::function<void()>;
  // Begins to render the next frame. rendered: called when its source is not needed any more, on a thread of the pool.
  // Without a pool, the frame is also encoded.
  void add(SampledFrame frame, Done rendered);
  // Encodes the frames in their order, and begins to compress them. taken: called for each frame when its image is not
  // needed any more. Not on a thread of the pool.
  void encode(const Done& taken);
  // Waits for the rest. Not on a thread of the pool.
  Trial finish();

 private:
  struct Rendered {
    ImagePtr image;  // the part that is encoded
    bool visible = false;
    double seconds = 0;
  };
  struct Prepared {
    FormatEncoder::UnitPtr unit;
    double seconds = 0;
  };
  struct Compressed {
    std::vector<uint8_t> bytes;
    double seconds = 0;
  };
  struct Pending {
    FormatEncoder::UnitPtr unit;
    std::future<Compressed> bytes;
    size_t frame;
  };
  template <typename F>
  auto begin(F task) -> std::future<decltype(task(0))>;
  Rendered render(const SampledFrame& sampled, int worker);
  // Begins to prepare the next frame, unless it is the same as the one before.
  void accept(Rendered frame);
  double hidden_seconds() const;
  void make_encoder_once();
  void push_first();
  void push(Prepared prepared, size_t frame);
  void compress(const std::vector<FormatEncoder::UnitPtr>& ready);

  const TrialSettings settings_;
  ThreadPool* const pool_;
  Renderers& renderers_;
  const Stripes stripes_;
  const double scale_;  // the pixels of a frame, as a multiple of those that are encoded
  std::shared_ptr<FormatEncoder> encoder_;
  std::deque<std::future<Rendered>> rendering_;
  ImagePtr last_;        // of the frames that were accepted
  size_t accepted_ = 0;  // frames
  std::deque<std::pair<size_t, std::future<Prepared>>> preparing_;
  std::deque<size_t> pushed_;  // the frames that were pushed and are not ready
  std::vector<Pending> pending_;
  Trial trial_;
};

}  // namespace cliploop
