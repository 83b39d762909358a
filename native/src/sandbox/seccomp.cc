#include "sandbox/seccomp.h"

#include <fcntl.h>
#include <linux/audit.h>
#include <linux/sched.h>
#include <linux/seccomp.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "sandbox/allowed_calls.h"
#include "sandbox/filter.h"

namespace cliploop::sandbox {
namespace {

#if defined(__x86_64__)
constexpr uint32_t kArchitecture = AUDIT_ARCH_X86_64;
#elif defined(__aarch64__)
constexpr uint32_t kArchitecture = AUDIT_ARCH_AARCH64;
#else
#error "The sandbox knows the system calls of x86-64 and of 64-bit ARM only"
#endif

constexpr uint32_t kAllow = SECCOMP_RET_ALLOW;
constexpr uint32_t kDeny = SECCOMP_RET_ERRNO | EPERM;
// The C library then uses an older call instead.
constexpr uint32_t kUnknown = SECCOMP_RET_ERRNO | ENOSYS;
// The first one of those with the same number on all architectures.
constexpr uint32_t kFirstNewCall = 424;
constexpr uint32_t kX32 = 0x40000000;

constexpr uint32_t kThread = CLONE_VM | CLONE_FS | CLONE_FILES | CLONE_SIGHAND | CLONE_THREAD;
constexpr uint32_t kNewTime = 0x80;
constexpr uint32_t kNamespaces = CLONE_NEWNS | CLONE_NEWCGROUP | CLONE_NEWUTS | CLONE_NEWIPC | CLONE_NEWUSER |
                                 CLONE_NEWPID | CLONE_NEWNET | kNewTime;
constexpr uint32_t kCloseOnExec = 1U << 2;    // CLOSE_RANGE_CLOEXEC
constexpr uint32_t kNameMemory = 0x53564d41;  // PR_SET_VMA, with which allocators name their memory

void add_argument_checks(Filter& filter, uint32_t self) {
  const auto only = [&](long number, int argument, std::initializer_list<uint32_t> values) {
    filter.call(number, [&] {
      filter.load_argument(argument);
      for (const uint32_t value : values) filter.if_equal(value, kAllow);
      filter.otherwise(kDeny);
    });
  };
  filter.call(SYS_clone, [&] {
    filter.load_argument(0);
    filter.if_any(kNamespaces, kDeny);
    filter.if_masked_not(kThread, kThread, kDeny);
    filter.otherwise(kAllow);
  });
  // The limit of memory does not count shared memory and stacks. Huge pages are in a pool of the machine, which the
  // database may use, and in no count of the memory of a process.
  filter.call(SYS_mmap, [&] {
    filter.load_argument(3);
    filter.if_any(MAP_SHARED | MAP_GROWSDOWN | MAP_HUGETLB | MAP_LOCKED, kDeny);  // cspell:disable-line
    filter.otherwise(kAllow);
  });
  only(SYS_tgkill, 0, {self});
  only(SYS_kill, 0, {self});
  only(SYS_ioctl, 1, {FIONBIO, FIONREAD, FIOCLEX, FIONCLEX});
  only(SYS_fcntl, 1, {F_DUPFD, F_DUPFD_CLOEXEC, F_GETFD, F_SETFD, F_GETFL, F_SETFL});
  only(SYS_prctl, 0, {PR_SET_NAME, PR_GET_NAME, kNameMemory});
  // The niceness of the thread that calls.
  filter.call(SYS_setpriority, [&] {
    filter.load_argument(0);
    filter.if_not_equal(PRIO_PROCESS, kDeny);
    filter.load_argument(1);
    filter.if_not_equal(0, kDeny);
    filter.otherwise(kAllow);
  });
  // Reads a limit of this process: the pointer to a new limit is null.
  filter.call(SYS_prlimit64, [&] {
    filter.load_argument(0);
    filter.if_any(~0U, kDeny);
    filter.load_argument(2);
    filter.if_any(~0U, kDeny);
    filter.load_upper_half(2);
    filter.if_any(~0U, kDeny);
    filter.otherwise(kAllow);
  });
#ifdef SYS_close_range
  // A thread with descriptors of its own would have a limit of its own, too.
  filter.call(SYS_close_range, [&] {
    filter.load_argument(2);
    filter.if_any(~kCloseOnExec, kDeny);
    filter.otherwise(kAllow);
  });
#endif
}

}  // namespace

Filter system_call_filter(pid_t self) {
  Filter filter;
  filter.load_architecture();
  filter.if_not_equal(kArchitecture, SECCOMP_RET_KILL_PROCESS);
  filter.load_number();
  filter.if_at_least(kX32, kDeny);
  for (const long number : kAllowedCalls) filter.if_equal(static_cast<uint32_t>(number), kAllow);
  add_argument_checks(filter, static_cast<uint32_t>(self));
  filter.load_number();
  filter.if_at_least(kFirstNewCall, kUnknown);
  filter.otherwise(kDeny);
  return filter;
}

Layer filter_system_calls() {
  const Filter filter = system_call_filter(getpid());
  // The kernel only reads the program.
  sock_fprog program = {static_cast<unsigned short>(filter.program().size()),
                        const_cast<sock_filter*>(filter.program().data())};
  const long result = syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_TSYNC, &program);
  if (result == 0) return {"syscalls", true, "only system calls for open descriptors, memory and threads (seccomp)"};
  if (result > 0) return {"syscalls", false, "cannot apply seccomp to every thread"};
  return {"syscalls", false,
          std::string("the kernel or the container has no seccomp filters: ") + std::strerror(errno)};
}

}  // namespace cliploop::sandbox
