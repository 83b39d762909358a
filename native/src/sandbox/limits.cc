#include "sandbox/limits.h"

#include <pthread.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <string>

#include "sandbox/user.h"

namespace cliploop::sandbox {
namespace {

constexpr int64_t kMiB = 1 << 20;
constexpr int64_t kStack = 2 * kMiB;       // of a thread; that of macOS has 0.5 MiB
constexpr int kThreadsPerThread = 5;       // a job starts about this many for each of its threads
constexpr int64_t kOverhead = 256 * kMiB;  // of Node, beyond what it has now
constexpr int64_t kOwnThreads = 1024;
constexpr rlim_t kDescriptors = 128;
constexpr int64_t kFirstStack = 8 * kMiB;  // the usual limit, beyond which V8 does not go
constexpr int64_t kSignals = 128;

// A number of /proc/self/status in bytes; 0 without /proc.
int64_t status_bytes(const char* name) {
  std::FILE* file = std::fopen("/proc/self/status", "re");
  if (file == nullptr) return 0;
  char line[256];
  int64_t kilobytes = 0;
  const size_t length = std::strlen(name);
  while (std::fgets(line, sizeof line, file) != nullptr) {
    if (std::strncmp(line, name, length) == 0) std::sscanf(line + length, "%ld", &kilobytes);
  }
  std::fclose(file);
  return kilobytes * 1024;
}

// The threads of all users, as the limit counts those of all processes of a user.
int64_t threads_of_system() {
  std::FILE* file = std::fopen("/proc/loadavg", "re");
  if (file == nullptr) return 0;
  long all = 0;
  if (std::fscanf(file, "%*f %*f %*f %*d/%ld", &all) != 1) all = 0;
  std::fclose(file);
  return all;
}

class Limits {
 public:
  // Never above the limit that there is.
  void set(__rlimit_resource resource, const char* name, int64_t value) {
    struct rlimit limit = {};
    getrlimit(resource, &limit);
    const rlim_t wanted = std::min(static_cast<rlim_t>(value), limit.rlim_max);
    limit = {wanted, wanted};
    if (setrlimit(resource, &limit) == 0) return;
    failures_ += std::string(failures_.empty() ? "" : ", ") + name + ": " + std::strerror(errno);
  }
  const std::string& failures() const { return failures_; }

 private:
  std::string failures_;
};

void set_stack_size() {
  pthread_attr_t attributes;
  if (pthread_attr_init(&attributes) != 0) return;
  pthread_attr_setstacksize(&attributes, static_cast<size_t>(kStack));
  pthread_setattr_default_np(&attributes);
  pthread_attr_destroy(&attributes);
}

}  // namespace

Layer limit_resources(const Options& options) {
  set_stack_size();
  Limits limits;
  std::string detail;
  if (options.memory > 0) {
    // RLIMIT_DATA counts memory that the process can write, also what it has not touched yet, such as stacks. V8
    // reserves much address space that it never uses, so RLIMIT_AS is only a second, wide limit.
    const int64_t stacks = kStack * kThreadsPerThread * options.threads;
    const int64_t data = status_bytes("VmData:") + options.memory + stacks + kOverhead;
    limits.set(RLIMIT_DATA, "memory", data);
    limits.set(RLIMIT_AS, "address space", status_bytes("VmSize:") + 4 * data);
    detail += std::to_string(data / kMiB) + " MiB of memory, ";
  }
  if (options.cpu_seconds > 0) {
    limits.set(RLIMIT_CPU, "CPU time", options.cpu_seconds);
    detail += std::to_string(options.cpu_seconds) + " s of CPU time, ";
  }
  if (options.file_bytes > 0) {
    std::signal(SIGXFSZ, SIG_IGN);  // a write beyond the limit is an error, not the end
    limits.set(RLIMIT_FSIZE, "file size", options.file_bytes);
    detail += "files of " + std::to_string(options.file_bytes / kMiB) + " MiB, ";
  }
  // The kernel counts the threads of the user. Those of others that have the same user count, too.
  const int64_t threads = has_own_user() ? kOwnThreads : 2 * threads_of_system() + 4 * kOwnThreads;
  limits.set(RLIMIT_NPROC, "threads", threads);
  limits.set(RLIMIT_NOFILE, "descriptors", kDescriptors);
  limits.set(RLIMIT_STACK, "stack of the first thread", kFirstStack);
  limits.set(RLIMIT_CORE, "core file", 0);
  limits.set(RLIMIT_MEMLOCK, "locked memory", 0);
  limits.set(RLIMIT_MSGQUEUE, "message queues", 0);
  limits.set(RLIMIT_NICE, "priority", 0);
  limits.set(RLIMIT_RTPRIO, "real-time priority", 0);
  detail += std::to_string(threads) + " threads, " + std::to_string(kDescriptors) + " descriptors";
  const bool fine = limits.failures().empty();
  return {"limits", fine, fine ? detail : "cannot set: " + limits.failures()};
}

Layer limit_signals(const Layer& layer) {
  Limits limits;
  limits.set(RLIMIT_SIGPENDING, "waiting signals", kSignals);
  if (limits.failures().empty()) return layer;
  return {layer.name, false, "cannot set: " + limits.failures()};
}

}  // namespace cliploop::sandbox
