// The time that each stage of a job took.
#pragma once

#include <array>
#include <atomic>
#include <chrono>
#include <cstdint>

#include "base/stage.h"

namespace cliploop {

// Adds up the time of all threads in a stage, so that the times of the stages may sum to more than the total.
// Thread-safe.
class Timings {
 public:
  using Clock = std::chrono::steady_clock;

  // Adds the time from its construction to its destruction.
  class Span {
   public:
    Span(Timings& timings, Stage stage) : timings_(timings), stage_(stage), start_(Clock::now()) {}
    ~Span() { timings_.add(stage_, Clock::now() - start_); }
    Span(const Span&) = delete;
    Span& operator=(const Span&) = delete;

   private:
    Timings& timings_;
    Stage stage_;
    Clock::time_point start_;
  };

  void add(Stage stage, Clock::duration spent) {
    const auto nanoseconds = std::chrono::duration_cast<std::chrono::nanoseconds>(spent).count();
    spent_[static_cast<size_t>(stage)].fetch_add(nanoseconds, std::memory_order_relaxed);
  }

  double milliseconds(Stage stage) const {
    return static_cast<double>(spent_[static_cast<size_t>(stage)].load(std::memory_order_relaxed)) / 1e6;
  }

 private:
  std::array<std::atomic<int64_t>, stage_count> spent_{};
};

}  // namespace cliploop
