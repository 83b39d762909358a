#include "job/runs.h"

#include <algorithm>
#include <deque>
#include <utility>

#include "job/run_choice.h"

namespace cliploop {

Runs::Threads::Threads(const PipelineSize& size, CancelToken& cancel)
    // All frames of a run may wait for those of the run before.
    : in_flight(static_cast<size_t>(std::max(size.frames, 2 * run_frames)), cancel),
      runs(static_cast<size_t>(std::max(1, size.threads)), cancel),
      pool(size.threads, Stage::SCALE) {}

Runs::Runs(const Parts& parts) : parts_(parts), renderers_(static_cast<size_t>(std::max(1, parts.size.threads))) {
  if (parts.size.threads <= 1) return;
  threads_.emplace(parts.size, parts.cancel);
  threads_->encoder = std::thread([this] {
    enter_stage_thread(Stage::DIFF);
    try {
      encode_loop();
    } catch (...) {
      parts_.cancel.cancel(status_of_current_exception(Stage::DIFF));
    }
  });
}

Runs::~Runs() {
  if (!finished_) parts_.cancel.cancel({Code::ABORTED, Stage::NONE, 0, "the estimate was stopped"});
  if (threads_ && threads_->encoder.joinable()) threads_->encoder.join();
}

void Runs::add(SampledFrame frame) {
  if (current_ == nullptr) {
    pending_.emplace_back(PendingTrial::Parts{parts_.options, parts_.loop, parts_.plan, parts_.whole,
                                              threads_ ? &threads_->pool : nullptr, renderers_, parts_.timings,
                                              parts_.cancel});
    current_ = &pending_.back();
  }
  if (threads_) threads_->in_flight.push({});
  current_->add(std::move(frame));
}

void Runs::end_run() {
  PendingTrial* const run = std::exchange(current_, nullptr);
  if (run == nullptr) return;
  if (threads_) {
    threads_->runs.push(run);
    return;
  }
  run->encode([] {});
  trials_.push_back(run->finish());
}

std::vector<Trial> Runs::finish() {
  if (threads_) {
    threads_->runs.close();
    threads_->encoder.join();
  }
  parts_.cancel.check();
  finished_ = true;
  return std::move(trials_);
}

void Runs::encode_loop() {
  std::deque<PendingTrial*> compressing;
  const auto finish_first = [&] {
    trials_.push_back(compressing.front()->finish());
    compressing.pop_front();
  };
  while (const auto run = threads_->runs.pop()) {
    (*run)->encode([&] { threads_->in_flight.pop(); });
    compressing.push_back(*run);
    if (compressing.size() > renderers_.size()) finish_first();
  }
  while (!compressing.empty()) finish_first();
}

}  // namespace cliploop
