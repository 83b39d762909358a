#include "sandbox/threads.h"

#include <dirent.h>
#include <signal.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <cstdint>
#include <cstdlib>
#include <ctime>
#include <set>
#include <string>
#include <vector>

namespace cliploop::sandbox {
namespace {

// The signal with which glibc changes the user of all threads. No thread can block it with the functions of glibc,
// while Node blocks all others on one of its threads.
constexpr int kSignal = 33;
constexpr int kPatience = 20'000;  // times 100 microseconds

// The structure of the kernel; that of glibc does not allow this signal.
struct KernelAction {
  void (*handler)(int);
  unsigned long flags;
  void (*restorer)();
  uint64_t mask;
};

bool (*current_action)();
std::atomic<pid_t> handled{0};
std::atomic<bool> failed{false};

pid_t thread_id() { return static_cast<pid_t>(syscall(SYS_gettid)); }

void handle(int) {
  const int error = errno;
  if (!current_action()) failed = true;
  handled = thread_id();
  errno = error;
}

int swap_action(int signal, const KernelAction* fresh, KernelAction* old) {
  return static_cast<int>(syscall(SYS_rt_sigaction, signal, fresh, old, sizeof(uint64_t)));
}

// An action with the function of glibc that ends a handler, which the kernel needs.
bool make_action(KernelAction& action) {
  struct sigaction ours = {};
  struct sigaction before = {};
  ours.sa_handler = handle;
  ours.sa_flags = SA_RESTART;
  sigfillset(&ours.sa_mask);
  const int unused = SIGRTMAX - 3;
  if (sigaction(unused, &ours, &before) != 0) return false;
  const bool got = swap_action(unused, nullptr, &action) == 0;
  sigaction(unused, &before, nullptr);
  return got;
}

std::vector<pid_t> all_threads() {
  std::vector<pid_t> ids;
  DIR* folder = opendir("/proc/self/task");
  if (folder == nullptr) return ids;
  while (const dirent* entry = readdir(folder)) {
    if (const int id = std::atoi(entry->d_name); id > 0) ids.push_back(id);
  }
  closedir(folder);
  return ids;
}

bool exists(pid_t thread) { return access(("/proc/self/task/" + std::to_string(thread)).c_str(), F_OK) == 0; }

// True when the thread has run the action, or has ended.
bool run_on(pid_t thread) {
  handled = 0;
  if (syscall(SYS_tgkill, getpid(), thread, kSignal) != 0) return errno == ESRCH;
  for (int i = 0; i < kPatience && handled != thread; ++i) {
    constexpr timespec kPause{0, 100'000};
    if (i > 10) nanosleep(&kPause, nullptr);
    if (i % 100 == 99 && !exists(thread)) return true;
  }
  return handled == thread;
}

}  // namespace

bool on_every_thread(bool (*action)()) {
  current_action = action;
  failed = false;
  KernelAction ours = {};
  KernelAction before = {};
  if (!make_action(ours) || swap_action(kSignal, &ours, &before) != 0) return false;
  std::set<pid_t> done{thread_id()};
  // A thread that another one starts meanwhile inherits its restrictions, or appears in the next round.
  bool reached = true;
  for (int quiet = 0; quiet < 2 && reached;) {
    const std::vector<pid_t> threads = all_threads();
    reached = !threads.empty();
    ++quiet;
    for (const pid_t thread : threads) {
      if (!done.insert(thread).second) continue;
      quiet = 0;
      reached = run_on(thread) && reached;
    }
  }
  swap_action(kSignal, &before, nullptr);
  // Last, because a restricted thread may not be allowed to find the others.
  return action() && reached && !failed;
}

}  // namespace cliploop::sandbox
