#include "sandbox/sandbox.h"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <linux/seccomp.h>
#include <pthread.h>
#include <signal.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <atomic>
#include <cstring>
#include <mutex>
#include <set>
#include <system_error>
#include <thread>

#include "sandbox/descriptors.h"
#include "sandbox/filter.h"
#include "sandbox/threads.h"

using namespace cliploop::sandbox;

namespace {

std::atomic<int> met_count{0};
pid_t met[256];

bool note_thread() {
  met[met_count++] = static_cast<pid_t>(syscall(SYS_gettid));
  return true;
}

// A filter as the kernel would run it: the instructions that Filter emits.
uint32_t verdict_of(const Filter& filter, const seccomp_data& data) {
  uint32_t value = 0;
  const auto& program = filter.program();
  for (size_t at = 0; at < program.size(); ++at) {
    const sock_filter& one = program[at];
    switch (one.code) {
      case BPF_LD | BPF_W | BPF_ABS:
        std::memcpy(&value, reinterpret_cast<const char*>(&data) + one.k, sizeof value);
        break;
      case BPF_ALU | BPF_AND | BPF_K:
        value &= one.k;
        break;
      case BPF_JMP | BPF_JEQ | BPF_K:
        at += value == one.k ? one.jt : one.jf;
        break;
      case BPF_JMP | BPF_JGE | BPF_K:
        at += value >= one.k ? one.jt : one.jf;
        break;
      case BPF_JMP | BPF_JSET | BPF_K:
        at += (value & one.k) != 0 ? one.jt : one.jf;
        break;
      default:
        return one.k;
    }
  }
  return ~0U;
}

}  // namespace

TEST_CASE("runs an action on threads that block all signals, and on those that wait") {
  std::mutex gate;
  gate.lock();
  std::atomic<int> started{0};
  std::vector<std::thread> threads;
  std::set<pid_t> expected{static_cast<pid_t>(syscall(SYS_gettid))};
  std::mutex ids;
  for (int i = 0; i < 8; ++i) {
    threads.emplace_back([&, i] {
      sigset_t all;
      sigfillset(&all);
      if (i % 2 == 0) pthread_sigmask(SIG_SETMASK, &all, nullptr);
      {
        const std::lock_guard lock(ids);
        expected.insert(static_cast<pid_t>(syscall(SYS_gettid)));
      }
      ++started;
      const std::lock_guard lock(gate);
    });
  }
  while (started < 8) std::this_thread::yield();
  met_count = 0;
  CHECK(on_every_thread(note_thread));
  const std::set<pid_t> found(met, met + met_count);
  gate.unlock();
  for (auto& thread : threads) thread.join();
  for (const pid_t thread : expected) CHECK(found.count(thread) == 1);
  CHECK(found.size() == static_cast<size_t>(met_count));
}

TEST_CASE("reports an action that fails on a thread") {
  CHECK_FALSE(on_every_thread([] { return false; }));
}

TEST_CASE("passes descriptors in order, and refuses none and too many") {
  const auto [ours, theirs] = make_channel();
  int ends[2];
  REQUIRE(pipe(ends) == 0);
  send_descriptors(ours, {ends[0], ends[1]});
  const std::vector<int> got = receive_descriptors(theirs);
  REQUIRE(got.size() == 2);
  CHECK((fcntl(got[0], F_GETFD) & FD_CLOEXEC) != 0);
  char byte = 'a';
  CHECK(write(got[1], &byte, 1) == 1);
  CHECK(read(ends[0], &byte, 1) == 1);
  CHECK_THROWS_AS(receive_descriptors(theirs), std::system_error);
  CHECK_THROWS_AS(send_descriptors(ours, {}), std::system_error);
  CHECK_THROWS_AS(send_descriptors(ours, {0, 0, 0, 0, 0}), std::system_error);
  CHECK_THROWS_AS(send_descriptors(ours, {9999}), std::system_error);
  close(theirs);
  CHECK_THROWS_AS(send_descriptors(ours, {0}), std::system_error);
  for (const int fd : {ours, ends[0], ends[1], got[0], got[1]}) close(fd);
}

TEST_CASE("gives the verdicts of a filter for a call and its arguments") {
  constexpr uint32_t kYes = 1;
  constexpr uint32_t kNo = 2;
  Filter filter;
  filter.load_architecture();
  filter.if_not_equal(7, kNo);
  filter.load_number();
  filter.if_equal(1, kYes);
  filter.call(2, [&] {
    filter.load_argument(1);
    filter.if_any(0x10, kNo);
    filter.if_masked_not(0x3, 0x3, kNo);
    filter.otherwise(kYes);
  });
  filter.load_number();
  filter.if_at_least(100, kYes);
  filter.otherwise(kNo);
  const auto verdict = [&](uint32_t architecture, int number, uint64_t argument) {
    seccomp_data data = {};
    data.arch = architecture;
    data.nr = number;
    data.args[1] = argument;
    return verdict_of(filter, data);
  };
  CHECK(verdict(8, 1, 0) == kNo);
  CHECK(verdict(7, 1, 0) == kYes);
  CHECK(verdict(7, 2, 0x3) == kYes);
  CHECK(verdict(7, 2, 0x7) == kYes);
  CHECK(verdict(7, 2, 0x1) == kNo);
  CHECK(verdict(7, 2, 0x13) == kNo);
  CHECK(verdict(7, 3, 0x3) == kNo);
  CHECK(verdict(7, 100, 0) == kYes);
}
