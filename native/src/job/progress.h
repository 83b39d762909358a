// The progress of a job, reported at most ten times per second.
#pragma once

#include <algorithm>
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
  // For jobs that may encode all frames several times: begins the next time. The first one has half of the progress
  // that is left, and each other one half of the rest.
  void next_pass() {
    const std::lock_guard lock(mutex_);
    ++passes_;
  }
  void advance(int64_t frames, int64_t bytes) {
    const std::lock_guard lock(mutex_);
    const int64_t before = read_ * kReadPercent / 100;
    int64_t left = read_ == 0 ? 0 : read_ - before;
    for (int i = 1; i < passes_; ++i) left -= left / 2;
    const int64_t part = passes_ == 0 ? left : left / 2;
    const int64_t done = read_ == 0 ? frames : read_ - left + std::min(frames, read_) * part / read_;
    now_.frames = std::max(now_.frames, done);
    // With several times, the output is written at the end.
    if (passes_ == 0) now_.bytes = bytes;
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
  int passes_ = 0;    // 0: the frames are encoded once
  Progress now_;
  std::chrono::steady_clock::time_point last_;
};

}  // namespace cliploop
