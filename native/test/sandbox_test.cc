#include "sandbox/sandbox.h"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <linux/audit.h>
#include <linux/seccomp.h>
#include <pthread.h>
#include <signal.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cstring>
#include <mutex>
#include <set>
#include <system_error>
#include <thread>

#include "sandbox/descriptors.h"
#include "sandbox/filter.h"
#include "sandbox/seccomp.h"
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

// What another layer, or the kernel of this machine, denies too, does not show whether the filter does.
TEST_CASE("The filter of system calls denies each dangerous call, whatever its arguments") {
  // Some are newer than the headers of the system.
  constexpr int kNew[] = {
      424,  // pidfd_send_signal
      425,  // io_uring_setup
      426,  // io_uring_enter
      427,  // io_uring_register
      428,  // open_tree
      429,  // move_mount
      430,  // fsopen
      432,  // fsmount
      434,  // pidfd_open
      435,  // clone3
      437,  // openat2
      438,  // pidfd_getfd
      439,  // faccessat2
      440,  // process_madvise
      442,  // mount_setattr
      444,  // landlock_create_ruleset
      447,  // memfd_secret
      448,  // process_mrelease
      450,  // set_mempolicy_home_node
      452,  // fchmodat2
  };
  std::vector<int> denied(std::begin(kNew), std::end(kNew));
  for (const long number : {SYS_ptrace,
                            SYS_process_vm_readv,
                            SYS_process_vm_writev,
                            SYS_kcmp,
                            SYS_memfd_create,
                            SYS_execve,
                            SYS_execveat,
                            SYS_userfaultfd,
                            SYS_bpf,
                            SYS_perf_event_open,
                            SYS_keyctl,
                            SYS_add_key,
                            SYS_request_key,
                            SYS_unshare,
                            SYS_setns,
                            SYS_socket,
                            SYS_socketpair,
                            SYS_connect,
                            SYS_bind,
                            SYS_listen,
                            SYS_accept,
                            SYS_accept4,
                            SYS_sendto,
                            SYS_sendmsg,
                            SYS_sendmmsg,
                            SYS_recvfrom,
                            SYS_recvmmsg,
                            SYS_openat,
                            SYS_statx,
                            SYS_faccessat,
                            SYS_readlinkat,
                            SYS_linkat,
                            SYS_unlinkat,
                            SYS_renameat2,
                            SYS_mkdirat,
                            SYS_mknodat,
                            SYS_symlinkat,
                            SYS_truncate,
                            SYS_fchmod,
                            SYS_fchmodat,
                            SYS_fchown,
                            SYS_fchownat,
                            SYS_chdir,
                            SYS_fchdir,
                            SYS_chroot,
                            SYS_pivot_root,
                            SYS_mount,
                            SYS_umount2,
                            SYS_setuid,
                            SYS_setresuid,
                            SYS_setgid,
                            SYS_setgroups,
                            SYS_capset,
                            SYS_seccomp,
                            SYS_personality,
                            SYS_tkill,
                            SYS_rt_sigqueueinfo,
                            SYS_rt_tgsigqueueinfo,
                            SYS_setrlimit,
                            SYS_sched_setaffinity,
                            SYS_sched_setattr,
                            SYS_ioprio_set,
                            SYS_shmget,
                            SYS_shmat,
                            SYS_msgget,
                            SYS_semget,
                            SYS_mq_open,
                            SYS_io_setup,
                            SYS_io_submit,
                            SYS_timer_create,
                            SYS_timerfd_create,
                            SYS_signalfd4,
                            SYS_inotify_init1,
                            SYS_fanotify_init,
                            SYS_name_to_handle_at,
                            SYS_open_by_handle_at,
                            SYS_splice,
                            SYS_vmsplice,
                            SYS_tee,
                            SYS_copy_file_range,
                            SYS_sendfile,
                            SYS_fallocate,
                            SYS_fsync,
                            SYS_mlock,
                            SYS_mlockall,
                            SYS_mbind,
                            SYS_move_pages,
                            SYS_migrate_pages,
                            SYS_remap_file_pages,
                            SYS_init_module,
                            SYS_finit_module,
                            SYS_delete_module,
                            SYS_kexec_load,
                            SYS_reboot,
                            SYS_swapon,
                            SYS_syslog,
                            SYS_acct,
                            SYS_sethostname,
                            SYS_settimeofday,
                            SYS_clock_settime,
                            SYS_adjtimex,
                            SYS_quotactl,
                            SYS_setpgid,
                            SYS_setsid,
                            SYS_vhangup,
                            SYS_getdents64,
                            SYS_setxattr,
                            SYS_fsetxattr,
                            SYS_flock,
                            SYS_wait4,
                            SYS_waitid}) {
    denied.push_back(static_cast<int>(number));
  }
#ifdef __x86_64__
  for (const long number : {SYS_open, SYS_stat, SYS_access, SYS_fork, SYS_vfork, SYS_iopl, SYS_ioperm, SYS_modify_ldt,
                            SYS_arch_prctl, SYS_uselib, SYS_creat, SYS_link, SYS_unlink, SYS_rename}) {
    denied.push_back(static_cast<int>(number));
  }
#endif
  constexpr pid_t kSelf = 1234;
  const Filter filter = system_call_filter(kSelf);
  seccomp_data data = {};
#ifdef __x86_64__
  data.arch = AUDIT_ARCH_X86_64;
#else
  data.arch = AUDIT_ARCH_AARCH64;
#endif
  data.nr = SYS_read;
  REQUIRE(verdict_of(filter, data) == SECCOMP_RET_ALLOW);
  for (const int number : denied) {
    CAPTURE(number);
    data.nr = number;
    for (const uint64_t argument : {uint64_t{0}, uint64_t{1}, uint64_t{kSelf}, ~uint64_t{0}}) {
      for (auto& each : data.args) each = argument;
      CHECK((verdict_of(filter, data) & SECCOMP_RET_ACTION_FULL) == SECCOMP_RET_ERRNO);
    }
  }
  // Other processes, and namespaces of threads.
  const auto allows = [&](long number, std::initializer_list<uint64_t> arguments) {
    data.nr = static_cast<int>(number);
    for (auto& each : data.args) each = 0;
    std::copy(arguments.begin(), arguments.end(), data.args);
    return verdict_of(filter, data) == SECCOMP_RET_ALLOW;
  };
  constexpr uint64_t kThread = 0x10f00;
  CHECK(allows(SYS_clone, {kThread}));
  CHECK_FALSE(allows(SYS_clone, {kThread & ~uint64_t{0x10000}}));
  for (const uint64_t space : {0x80, 0x20000, 0x2000000, 0x4000000, 0x8000000, 0x10000000, 0x20000000, 0x40000000}) {
    CAPTURE(space);
    CHECK_FALSE(allows(SYS_clone, {kThread | space}));
  }
  CHECK(allows(SYS_kill, {kSelf}));
  CHECK_FALSE(allows(SYS_kill, {1}));
  CHECK_FALSE(allows(SYS_kill, {0}));
  CHECK_FALSE(allows(SYS_tgkill, {1, 1}));
  CHECK(allows(SYS_prlimit64, {0, 7, 0}));
  CHECK_FALSE(allows(SYS_prlimit64, {1, 7, 0}));
  CHECK_FALSE(allows(SYS_prlimit64, {0, 7, uint64_t{1} << 32}));
  CHECK_FALSE(allows(SYS_mmap, {0, 4096, 3, 0x01}));
  data.arch ^= 1;
  CHECK_FALSE(allows(SYS_read, {}));
}
