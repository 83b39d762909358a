// Limits the CPU time of a run. The time limit of libFuzzer counts wall time, which is longer on a busy machine.
#pragma once

#include <sys/time.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <cstdlib>

namespace fuzz {

// Ends the process when its threads use more CPU time than the limit while this object exists. One at a time.
class CpuLimit {
 public:
  explicit CpuLimit(std::chrono::microseconds limit) {
    static_cast<void>(std::signal(SIGPROF, report));
    start(limit);
  }
  ~CpuLimit() { start({}); }
  CpuLimit(const CpuLimit&) = delete;
  CpuLimit& operator=(const CpuLimit&) = delete;

 private:
  static void report(int) {
    constexpr char kText[] = "FINDING: a run took too much CPU time\n";
    static_cast<void>(!write(STDERR_FILENO, kText, sizeof kText - 1));
    std::abort();
  }
  // Zero stops the timer.
  static void start(std::chrono::microseconds limit) {
    const itimerval timer{{0, 0}, {limit.count() / 1'000'000, limit.count() % 1'000'000}};
    setitimer(ITIMER_PROF, &timer, nullptr);
  }
};

}  // namespace fuzz
