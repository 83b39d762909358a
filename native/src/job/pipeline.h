// The stages behind the sampler, each on its own thread or on the pool, with bounded queues between them:
//   shots -> scale (pool) -> merge equal pictures -> prepare (pool) -> push -> compress (pool) -> write
// At most about three frames per pool thread are in flight, whatever the segment's length. With one thread there is
// neither pool nor queue: submit() does everything, so that as many jobs as there are cores share them without loss.
#pragma once

#include <deque>
#include <future>
#include <memory>
#include <optional>
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
    int threads;               // 1: the caller's alone
    Rational frames_per_unit;  // output frames per unit of duration, for progress; 0: count pictures
  };
  explicit Pipeline(const Parts& parts);
  // Without finish(): gives up, quietly and at once (the token must be cancelled by then, or is).
  ~Pipeline();
  Pipeline(const Pipeline&) = delete;
  Pipeline& operator=(const Pipeline&) = delete;

  // Blocks while the stages behind are busy. duration in the format's unit.
  void submit(SampledFrame frame, int64_t duration);
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

  // The stages on threads of their own.
  struct Threads {
    Threads(int count, CancelToken& cancel);

    ThreadPool pool;
    BoundedQueue<Timed<std::future<ImagePtr>>> scaled;
    BoundedQueue<Timed<std::future<FormatEncoder::UnitPtr>>> prepared;
    BoundedQueue<Compressed> compressed;
    std::vector<std::thread> stages;
  };

  // Runs a stage's loop; its failure becomes the job's.
  template <typename F>
  std::thread start_stage(Stage stage, F loop);
  void stop();
  void merge_loop();
  void push_loop();
  void write_loop();

  // What a stage does with one item, and at the end.
  ImagePtr scale(const SampledFrame& sampled, int worker);
  void merge(ImagePtr image, int64_t duration);
  void flush_merged();
  void prepare(ImagePtr image, int64_t duration);
  void push(FormatEncoder::UnitPtr prepared, int64_t duration);
  void flush_encoder();
  void compress(std::vector<FormatEncoder::UnitPtr>& ready);
  void write(const FormatEncoder::Unit& unit, const std::vector<uint8_t>& bytes, int64_t duration);

  Parts parts_;
  std::vector<std::unique_ptr<Renderer>> renderers_;  // one for each pool thread
  ImagePtr held_;                                     // by merge(): the next picture may equal it
  int64_t held_duration_ = 0;
  std::deque<int64_t> durations_;  // of frames pushed and not yet ready
  int64_t frames_ = 0;
  int64_t duration_ = 0;
  bool finished_ = false;
  std::optional<Threads> threads_;  // none: one thread
};

}  // namespace cliploop
