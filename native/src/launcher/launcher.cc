// Starts Node for a media process: cliploop-launcher PROGRAM ARGUMENTS. What must happen before Node runs is done here:
// the process gets no descriptor that the service has inherited or forgotten to close, and no io_uring. libuv opens
// rings of io_uring at its start, and a process that has one can make system calls that no filter sees. The process
// ends with the service also before it enters the sandbox.
#include <dirent.h>
#include <linux/seccomp.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <vector>

#include "sandbox/filter.h"

namespace {

constexpr unsigned kFirstForeign = 5;  // after standard input and output, and those of the protocol
constexpr long kCloseRange = 436;
constexpr uint32_t kFirstOfIoUring = 425;
constexpr uint32_t kLastOfIoUring = 427;

void close_foreign() {
  if (syscall(kCloseRange, kFirstForeign, ~0U, 0) == 0) return;
  DIR* folder = opendir("/proc/self/fd");
  if (folder == nullptr) return;
  std::vector<int> foreign;
  while (const dirent* entry = readdir(folder)) {
    const int descriptor = std::atoi(entry->d_name);
    if (descriptor >= static_cast<int>(kFirstForeign) && descriptor != dirfd(folder)) foreign.push_back(descriptor);
  }
  closedir(folder);
  for (const int descriptor : foreign) close(descriptor);
}

// If this fails, the sandbox reports it.
void forbid_io_uring() {
  cliploop::sandbox::Filter filter;
  filter.load_number();
  for (uint32_t number = kFirstOfIoUring; number <= kLastOfIoUring; ++number) {
    filter.if_equal(number, SECCOMP_RET_ERRNO | ENOSYS);
  }
  filter.otherwise(SECCOMP_RET_ALLOW);
  sock_fprog program = {static_cast<unsigned short>(filter.program().size()),
                        const_cast<sock_filter*>(filter.program().data())};
  prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
  syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, &program);
}

}  // namespace

int main(int count, char** arguments) {
  if (count < 2) return 2;
  // The sandbox does this too, after the change of the user. Until then, Node may hang, such as when it gets no thread.
  prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
  close_foreign();
  forbid_io_uring();
  execv(arguments[1], arguments + 1);
  std::fprintf(stderr, "cliploop-launcher: %s: %s\n", arguments[1], std::strerror(errno));
  return 127;
}
