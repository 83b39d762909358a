// The stages after sampling. Each runs on its own thread or on the thread pool, with bounded queues between them:
//
//   sampled frames -> scale (pool) -> merge identical images -> prepare (pool) -> push -> compress (pool) -> write
//
// The number of frames in flight is limited, so memory does not depend on the length of the segment.
// With one thread there is no pool and no queue: submit() does all work, which is fastest when as many jobs as cores
// run.
#pragma once

#include <deque>
#include <functional>
#include <future>
#include <memory>
#include <optional>
#include <thread>
#include <vector>

#include "base/queue.h"
#include "base/thread.h"
#include "frame/render.h"
#include "job/format_encoder.h"
#include "job/memory.h"
#include "job/progress.h"
#include "job/timings.h"
#include "sample/sample.h"

namespace cliploop {

class Pipeline {
 public:
  struct Parts {
    FormatEncoder& encoder;
    Sink& sink;
    const RenderPlan& plan;
    CancelToken& cancel;
    Timings& timings;
    ProgressMeter& progress;
    PipelineSize size;         // one thread: only the calling thread
    int64_t max_frames;        // in the file
    Rational frames_per_unit;  // output frames per unit of duration, for progress; 0: counts encoded frames
    int least_visible_alpha;   // pixels with a lower alpha are not seen
  };
  explicit Pipeline(const Parts& parts);
  // Without finish(), cancels the token and stops all stages.
  ~Pipeline();
  Pipeline(const Pipeline&) = delete;
  Pipeline& operator=(const Pipeline&) = delete;

  // Blocks while the following stages are busy. duration: units of the format.
  void submit(SampledFrame frame, int64_t duration);
  // The same for a picture that is made on any thread.
  using MakeImage = std::function<ImagePtr(int worker)>;
  void submit(MakeImage make, int64_t duration);
  // Call this after the last frame. Waits until everything is written. Throws the root cause when a stage failed.
  void finish();

  // The frames written and their duration, after finish().
  int64_t frames() const { return frames_; }
  int64_t duration() const { return duration_; }
  // Whether a pixel of any frame is visible, after finish().
  bool visible() const { return visible_; }

 private:
  template <typename T>
  struct Timed {
    T item;
    int64_t duration;
  };
  struct Compressed {
    FormatEncoder::UnitPtr unit;
    std::future<std::vector<uint8_t>> bytes;
    int64_t duration;
  };

  // What exists only with more than one thread.
  struct Threads {
    Threads(const PipelineSize& size, CancelToken& cancel);

    ThreadPool pool;
    BoundedQueue<char>
        in_flight;  // has an item for each frame that is submitted and not written, or kept by the encoder
    BoundedQueue<Timed<std::future<ImagePtr>>> scaled;
    BoundedQueue<Timed<std::future<FormatEncoder::UnitPtr>>> prepared;
    BoundedQueue<Compressed> compressed;
    std::vector<std::thread> stages;
  };

  // Runs the loop of a stage on a new thread. Its failure cancels the job.
  void stop();
  void merge_loop();
  void push_loop();
  void write_loop();

  // The work of the stages for one item, and at the end.
  ImagePtr scale(const SampledFrame& sampled, int worker);
  void merge(ImagePtr image, int64_t duration);
  void flush_merged();
  void prepare(ImagePtr image, int64_t duration);
  void push(FormatEncoder::UnitPtr prepared, int64_t duration);
  void flush_encoder();
  void compress(std::vector<FormatEncoder::UnitPtr>& ready);
  void release();
  void write(const FormatEncoder::Unit& unit, const std::vector<uint8_t>& bytes, int64_t duration);

  Parts parts_;
  std::vector<std::unique_ptr<Renderer>> renderers_;  // one for each pool thread
  ImagePtr held_;                                     // the last image of merge(); the next one may be identical
  int64_t held_duration_ = 0;
  std::deque<int64_t> durations_;  // of the frames that were pushed and are not ready
  int64_t frames_ = 0;
  int64_t duration_ = 0;
  bool visible_ = false;
  bool finished_ = false;
  std::optional<Threads> threads_;  // empty with one thread
};

}  // namespace cliploop
