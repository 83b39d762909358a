#include "job/runs.h"

#include <algorithm>
#include <utility>

#include "job/run_choice.h"

namespace cliploop {

Runs::Threads::Threads(const PipelineSize& size, CancelToken& cancel)
    : sources(static_cast<size_t>(std::max(1, size.threads)), cancel),
      // A run is encoded after its last frame was added, so its frames must find room.
      images(static_cast<size_t>(std::max(size.frames, run_frames)), cancel),
      runs(static_cast<size_t>(std::max(1, size.threads)), cancel),
      pool(size.threads, Stage::SCALE) {}

Runs::Runs(const TrialSettings& settings, size_t runs, const PipelineSize& size)
    : settings_(settings), renderers_(static_cast<size_t>(std::max(1, size.threads))) {
  if (size.threads <= 1) return;
  threads_.emplace(size, settings.cancel);
  try {
    // The frames of a run are compared one after the other, so several runs are needed to use all processors. An
    // encoder of AVIF needs much memory.
    const size_t most = settings.options.format == Format::AVIF ? 1 : renderers_.size();
    for (size_t i = 0; i < std::min(runs, most); ++i) {
      threads_->encoders.push_back(start_stage(Stage::DIFF, settings.cancel, [this] { encode_loop(); }));
    }
  } catch (...) {
    stop();
    throw;
  }
}

Runs::~Runs() { stop(); }

void Runs::stop() {
  if (!finished_) settings_.cancel.cancel({Code::ABORTED, Stage::NONE, 0, "the estimate was stopped"});
  if (!threads_) return;
  for (auto& thread : threads_->encoders) {
    if (thread.joinable()) thread.join();
  }
}

void Runs::add(SampledFrame frame) {
  if (current_ == nullptr) {
    current_ = &runs_.emplace_back(settings_, threads_ ? &threads_->pool : nullptr, renderers_);
  }
  if (!threads_) return current_->pending.add(std::move(frame), [] {});
  threads_->images.push({});
  threads_->sources.push({});
  current_->pending.add(std::move(frame), [&sources = threads_->sources] { sources.pop(); });
}

void Runs::end_run() {
  Run* const run = std::exchange(current_, nullptr);
  if (run == nullptr) return;
  if (threads_) {
    threads_->runs.push(run);
    return;
  }
  run->pending.encode([] {});
  run->trial = run->pending.finish();
}

std::vector<Trial> Runs::finish() {
  if (threads_) {
    threads_->runs.close();
    for (auto& thread : threads_->encoders) thread.join();
  }
  settings_.cancel.check();
  finished_ = true;
  std::vector<Trial> trials;
  for (auto& run : runs_) trials.push_back(std::move(run.trial));
  return trials;
}

void Runs::encode_loop() {
  while (const auto next = threads_->runs.pop()) {
    Run& run = **next;
    run.pending.encode([&] { threads_->images.pop(); });
    run.trial = run.pending.finish();
  }
}

}  // namespace cliploop
