#include "../fuzz/cpu_limit.h"

#include <doctest/doctest.h>
#include <sys/wait.h>

#include <chrono>
#include <csignal>
#include <thread>

using namespace std::chrono_literals;

namespace {

std::chrono::microseconds cpu_time() {
  timespec now{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return std::chrono::seconds(now.tv_sec) + std::chrono::microseconds(now.tv_nsec / 1000);
}

void compute(std::chrono::microseconds time) {
  const auto end = cpu_time() + time;
  while (cpu_time() < end) continue;
}

// The exit status of a child process that runs the function.
template <typename Function>
int status_after(Function function) {
  const pid_t child = fork();
  REQUIRE(child >= 0);
  if (child == 0) {
    // The child must not report the abort of a test.
    std::signal(SIGABRT, SIG_DFL);
    function();
    _exit(0);
  }
  int status = 0;
  REQUIRE(waitpid(child, &status, 0) == child);
  return status;
}

}  // namespace

TEST_CASE("CpuLimit ends a process that computes for longer") {
  const int status = status_after([] {
    const fuzz::CpuLimit limit(50ms);
    compute(20s);
  });
  REQUIRE(WIFSIGNALED(status));
  CHECK(WTERMSIG(status) == SIGABRT);
}

TEST_CASE("CpuLimit does not count the time that a process waits") {
  CHECK(status_after([] {
          const fuzz::CpuLimit limit(100ms);
          std::this_thread::sleep_for(300ms);
        }) == 0);
}

TEST_CASE("CpuLimit ends with the run") {
  CHECK(status_after([] {
          for (int run = 0; run < 3; ++run) {
            const fuzz::CpuLimit limit(200ms);
            compute(100ms);
          }
          compute(300ms);
        }) == 0);
}
