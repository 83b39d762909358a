// The progress of a job, reported at most ten times per second.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <mutex>

#include "base/stage.h"

namespace cliploop {

struct Progress {
  Stage phase = Stage::OPEN;    // one of stages_for(stage_use::phase)
  int64_t frames = 0;           // finished output frames, merged ones included
  int64_t expected_frames = 0;  // 0 = unknown
  int64_t bytes = 0;            // of the output so far
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
  // For jobs that read all frames before they encode the first one: this many output frames were read. Reading is a
  // part of the progress then.
  void read(int64_t frames) {
    const std::lock_guard lock(mutex_);
    read_ = frames;
    now_.frames = frames * kReadPercent / 100;
    report(false);
  }
  void advance(int64_t frames, int64_t bytes) {
    const std::lock_guard lock(mutex_);
    now_.frames = read_ == 0 ? frames : (read_ * kReadPercent + frames * (100 - kReadPercent)) / 100;
    now_.bytes = bytes;
    report(false);
  }
  // The last report, which is always made.
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

  // With the last report, at most ten per second.
  static constexpr std::chrono::milliseconds kInterval{125};

  static constexpr int64_t kReadPercent = 30;

  Callback callback_;
  std::mutex mutex_;
  int64_t read_ = 0;  // output frames
  Progress now_;
  std::chrono::steady_clock::time_point last_;
};

}  // namespace cliploop
