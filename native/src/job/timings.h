// Where a job's time went.
#pragma once

#include <array>
#include <atomic>
#include <chrono>
#include <cstdint>

namespace cliploop {

enum class Stage { OPEN, SEEK, DECODE, SCALE, QUANTIZE, DIFF, COMPRESS, WRITE };
inline constexpr std::array<const char*, 8> stage_names{"open",     "seek", "decode",   "scale",
                                                        "quantize", "diff", "compress", "write"};

// Time spent in each stage, added up over threads. Thread-safe.
class Timings {
 public:
  using Clock = std::chrono::steady_clock;

  class Span {
   public:
    Span(Timings& timings, Stage stage) : timings_(timings), stage_(stage), start_(Clock::now()) {}
    ~Span() {
      const auto spent = std::chrono::duration_cast<std::chrono::nanoseconds>(Clock::now() - start_).count();
      timings_.spent_[static_cast<size_t>(stage_)].fetch_add(spent, std::memory_order_relaxed);
    }
    Span(const Span&) = delete;
    Span& operator=(const Span&) = delete;

   private:
    Timings& timings_;
    Stage stage_;
    Clock::time_point start_;
  };

  double milliseconds(Stage stage) const {
    return static_cast<double>(spent_[static_cast<size_t>(stage)].load(std::memory_order_relaxed)) / 1e6;
  }

 private:
  std::array<std::atomic<int64_t>, stage_names.size()> spent_{};
};

}  // namespace cliploop
