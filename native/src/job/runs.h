// Encodes runs of consecutive frames for an estimate while the next frames are read.
#pragma once

#include <list>
#include <memory>
#include <optional>
#include <thread>
#include <variant>
#include <vector>

#include "base/queue.h"
#include "base/thread.h"
#include "job/memory.h"
#include "job/trial.h"

namespace cliploop {

class Runs {
 public:
  // Keeps the references of the settings. runs: how many there will be, about.
  Runs(const TrialSettings& settings, size_t runs, const PipelineSize& size);
  // Cancels what is not finished.
  ~Runs();
  Runs(const Runs&) = delete;
  Runs& operator=(const Runs&) = delete;

  // Adds a frame to the current run. Waits while too many frames are not encoded.
  void add(SampledFrame frame);
  // The next frame begins another run. A run without frames does not count.
  void end_run();
  // Waits for all runs. Returns their trials in the order of the runs.
  std::vector<Trial> finish();

 private:
  struct Run {
    Run(const TrialSettings& settings, ThreadPool* pool, Renderers& renderers) : pending(settings, pool, renderers) {}
    PendingTrial pending;
    Trial trial;
  };
  struct Threads {
    Threads(const PipelineSize& size, CancelToken& cancel);

    BoundedQueue<std::monostate> sources;  // an item for each frame that is not rendered
    BoundedQueue<std::monostate> images;   // and for each that is not encoded
    BoundedQueue<Run*> runs;
    std::vector<std::thread> encoders;
    ThreadPool pool;  // last, because its tasks use the other members until it is destroyed
  };
  void encode_loop();
  void stop();

  const TrialSettings settings_;
  Renderers renderers_;
  std::list<Run> runs_;
  Run* current_ = nullptr;
  bool finished_ = false;
  std::optional<Threads> threads_;  // last, because it uses the other members
};

}  // namespace cliploop
