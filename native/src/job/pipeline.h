// The stages behind the sampler, each on its own thread or on the pool, with bounded queues between them:
//   shots -> scale (pool) -> merge equal pictures -> prepare (pool) -> push -> compress (pool) -> write
// At most about three frames per pool thread are in flight, whatever the segment's length.
#pragma once

#include <deque>
#include <future>
#include <memory>
#include <thread>
#include <vector>

#include "base/queue.h"
#include "base/thread.h"
#include "frame/render.h"
#include "frame/sample.h"
#include "job/format_encoder.h"
#include "job/progress.h"
#include "job/timings.h"

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
    int threads;
    Rational frames_per_unit;  // output frames per unit of duration, for progress; 0: count pictures
  };
  explicit Pipeline(const Parts& parts);
  // Without finish(): gives up, quietly and at once (the token must be cancelled by then, or is).
  ~Pipeline();
  Pipeline(const Pipeline&) = delete;
  Pipeline& operator=(const Pipeline&) = delete;

  // Blocks while the stages behind are busy. duration in the format's unit.
  void submit(Shot shot, int64_t duration);
  // After the last shot: waits until everything is written. Throws the job's root cause if any stage failed.
  void finish();

  // Pictures written, after finish().
  int64_t frames() const { return frames_; }
  int64_t duration() const { return duration_; }

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

  // Runs a stage's loop; its failure becomes the job's.
  template <typename F>
  std::thread stage(const char* name, F loop);
  void give_up();
  void merge_loop();
  void push_loop();
  void write_loop();
  void prepare(ImagePtr image, int64_t duration);

  Parts parts_;
  std::vector<std::unique_ptr<Renderer>> renderers_;  // one for each pool thread
  ThreadPool pool_;
  BoundedQueue<Timed<std::future<ImagePtr>>> scaled_;
  BoundedQueue<Timed<std::future<FormatEncoder::UnitPtr>>> prepared_;
  BoundedQueue<Compressed> compressed_;
  int64_t frames_ = 0;
  int64_t duration_ = 0;
  bool finished_ = false;
  std::vector<std::thread> stages_;
};

}  // namespace cliploop
