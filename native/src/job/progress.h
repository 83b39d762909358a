// How far a job is, told at most ten times a second.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <mutex>

#include "base/stage.h"

namespace cliploop {

struct Progress {
  Stage phase = Stage::OPEN;    // one of stages_for(stage_use::phase)
  int64_t frames = 0;           // output frames finished, repeats merged into longer ones included
  int64_t expected_frames = 0;  // 0 while unknown
  int64_t bytes = 0;            // of output so far
};

// Thread-safe.
class ProgressMeter {
 public:
  using Callback = std::function<void(const Progress&)>;
  explicit ProgressMeter(Callback callback) : callback_(std::move(callback)) {}

  void enter(Stage phase) {
    const std::lock_guard lock(mutex_);
    now_.phase = phase;
    report(false);
  }
  void expect(int64_t frames) {
    const std::lock_guard lock(mutex_);
    now_.expected_frames = frames;
  }
  void advance(int64_t frames, int64_t bytes) {
    const std::lock_guard lock(mutex_);
    now_.frames = frames;
    now_.bytes = bytes;
    report(false);
  }
  // The last word: told whatever the time.
  void complete(int64_t frames, int64_t bytes) {
    const std::lock_guard lock(mutex_);
    now_.frames = frames;
    now_.expected_frames = frames;
    now_.bytes = bytes;
    report(true);
  }

 private:
  void report(bool always) {
    const auto now = std::chrono::steady_clock::now();
    if (!callback_ || (!always && now - last_ < kInterval)) return;
    last_ = now;
    callback_(now_);
  }

  // With room for the last word among ten a second.
  static constexpr std::chrono::milliseconds kInterval{125};

  Callback callback_;
  std::mutex mutex_;
  Progress now_;
  std::chrono::steady_clock::time_point last_;
};

}  // namespace cliploop
