/* cspell:disable */
/* Makes system calls for tests that try to break out of the sandbox. Compiled by the tests. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <node_api.h>
#include <pthread.h>
#include <signal.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#ifndef CLOSE_RANGE_UNSHARE
#define CLOSE_RANGE_UNSHARE 2
#endif

#define CALLS(X)                                                                                                       \
  X(openat) X(openat2) X(name_to_handle_at) X(open_by_handle_at) X(newfstatat) X(statx) X(faccessat) X(readlinkat)     \
  X(mkdirat) X(mknodat) X(linkat) X(symlinkat) X(renameat2) X(unlinkat) X(truncate) X(fchmodat) X(fchmod) X(fchownat)  \
  X(utimensat) X(setxattr) X(fsetxattr) X(chdir) X(chroot) X(mount) X(umount2) X(pivot_root) X(statfs) X(getdents64)   \
  X(inotify_init1) X(fanotify_init) X(socket) X(socketpair) X(connect) X(bind) X(listen) X(accept4) X(sendto)          \
  X(sendmsg) X(sendmmsg) X(execve) X(execveat) X(clone) X(clone3) X(unshare) X(setns) X(ptrace) X(process_vm_readv)    \
  X(process_vm_writev) X(kill) X(tkill) X(tgkill) X(rt_sigqueueinfo) X(rt_tgsigqueueinfo) X(pidfd_open)                \
  X(pidfd_send_signal) X(pidfd_getfd) X(process_madvise) X(kcmp) X(setpriority) X(sched_setaffinity)                   \
  X(sched_setscheduler) X(ioprio_set) X(prlimit64) X(setuid) X(setresuid) X(setgroups) X(capset) X(prctl)              \
  X(personality) X(seccomp) X(bpf) X(keyctl) X(add_key) X(request_key) X(perf_event_open) X(io_uring_setup)            \
  X(io_setup) X(userfaultfd) X(memfd_create) X(shmget) X(msgget) X(semget) X(mq_open) X(timer_create) X(mmap)          \
  X(mlock) X(fcntl) X(ioctl) X(init_module) X(finit_module) X(delete_module) X(kexec_load) X(reboot) X(swapon)         \
  X(syslog) X(acct) X(sethostname) X(settimeofday) X(quotactl) X(splice) X(vmsplice) X(tee) X(copy_file_range)         \
  X(sendfile) X(pwrite64) X(pread64) X(dup) X(getpid) X(fallocate) X(close_range) X(fsync) X(fdatasync)      \
  X(pwritev2) X(syncfs) X(sync_file_range)

static long argument(napi_env env, napi_value value) {
  napi_valuetype type;
  double number = 0;
  void* bytes = NULL;
  bool is_buffer = false;
  napi_typeof(env, value, &type);
  if (type == napi_number) {
    napi_get_value_double(env, value, &number);
    return (long)number;
  }
  napi_is_buffer(env, value, &is_buffer);
  if (is_buffer) napi_get_buffer_info(env, value, &bytes, NULL);
  return (long)bytes;
}

struct Call {
  long arguments[7];
  long result;
};

static void* make_call(void* data) {
  struct Call* c = data;
  const long* a = c->arguments;
  c->result = syscall(a[0], a[1], a[2], a[3], a[4], a[5], a[6]);
  if (c->result < 0) c->result = -errno;
  return NULL;
}

static napi_value number(napi_env env, long value) {
  napi_value out;
  napi_create_int64(env, value, &out);
  return out;
}

static struct Call read_call(napi_env env, napi_callback_info info) {
  struct Call c = {{0}, 0};
  napi_value given[7];
  size_t count = 7;
  napi_get_cb_info(env, info, &count, given, NULL, NULL);
  for (size_t i = 0; i < count && i < 7; ++i) c.arguments[i] = argument(env, given[i]);
  return c;
}

/* call(number, ...arguments): the result, or -errno. */
static napi_value call(napi_env env, napi_callback_info info) {
  struct Call c = read_call(env, info);
  make_call(&c);
  return number(env, c.result);
}

/* The same on a new thread. */
static napi_value call_on_thread(napi_env env, napi_callback_info info) {
  struct Call c = read_call(env, info);
  pthread_t thread;
  const int error = pthread_create(&thread, NULL, make_call, &c);
  if (error != 0) return number(env, -error);
  pthread_join(thread, NULL);
  return number(env, c.result);
}

static pthread_mutex_t gate = PTHREAD_MUTEX_INITIALIZER;
static void* wait_at_gate(void* data) {
  pthread_mutex_lock(&gate);
  pthread_mutex_unlock(&gate);
  return data;
}

/* threads(most): how many threads can exist at a time. */
static napi_value threads(napi_env env, napi_callback_info info) {
  static pthread_t started[100000];
  const long most = read_call(env, info).arguments[0];
  pthread_attr_t small;
  pthread_attr_init(&small);
  pthread_attr_setstacksize(&small, 16384);
  pthread_mutex_lock(&gate);
  long count = 0;
  while (count < most && count < 100000 && pthread_create(&started[count], &small, wait_at_gate, NULL) == 0) ++count;
  pthread_mutex_unlock(&gate);
  for (long i = 0; i < count; ++i) pthread_join(started[i], NULL);
  return number(env, count);
}

/* allocate(most, flags): how many MiB can be reserved for writing. They are not touched, so the machine keeps its memory. */
static napi_value allocate(napi_env env, napi_callback_info info) {
  static void* blocks[100000];
  const struct Call given = read_call(env, info);
  const long most = given.arguments[0];
  const int flags = MAP_PRIVATE | MAP_ANONYMOUS | (int)given.arguments[1];
  long count = 0;
  while (count < most && count < 100000) {
    void* block = mmap(NULL, 1 << 20, PROT_READ | PROT_WRITE, flags, -1, 0);
    if (block == MAP_FAILED) break;
    blocks[count++] = block;
  }
  for (long i = 0; i < count; ++i) munmap(blocks[i], 1 << 20);
  return number(env, count);
}

/* lowerLimit(resource): changes a limit. The lower half of the pointer to it is 0, as that of a null pointer. */
static napi_value lower_limit(napi_env env, napi_callback_info info) {
  struct rlimit64* limit = mmap((void*)0x100000000, 4096, PROT_READ | PROT_WRITE,
                                MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0);
  if (limit == MAP_FAILED) return number(env, 0);
  limit->rlim_cur = limit->rlim_max = 0;
  struct Call c = {{SYS_prlimit64, 0, read_call(env, info).arguments[0], (long)limit, 0}, 0};
  make_call(&c);
  return number(env, c.result);
}

static pthread_barrier_t all_open;
static void* open_pipes(void* data) {
  long* opened = data;
  int ends[2];
  syscall(SYS_close_range, 10000, ~0U, CLOSE_RANGE_UNSHARE);
  while (*opened < 10000 && pipe2(ends, O_CLOEXEC) == 0) *opened += 2;
  pthread_barrier_wait(&all_open);
  return NULL;
}

/* descriptors(): how many descriptors several threads can have at a time. */
static napi_value descriptors(napi_env env, napi_callback_info info) {
  (void)info;
  enum { kThreads = 4 };
  pthread_t started[kThreads];
  long opened[kThreads] = {0};
  long all = 0;
  pthread_barrier_init(&all_open, NULL, kThreads);
  for (int i = 0; i < kThreads; ++i) pthread_create(&started[i], NULL, open_pipes, &opened[i]);
  for (int i = 0; i < kThreads; ++i) {
    pthread_join(started[i], NULL);
    all += opened[i];
  }
  return number(env, all);
}

/* signals(most): how many signals can wait for this process. */
static napi_value signals(napi_env env, napi_callback_info info) {
  const long most = read_call(env, info).arguments[0];
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGRTMAX);
  pthread_sigmask(SIG_BLOCK, &set, NULL);
  long count = 0;
  while (count < most && syscall(SYS_tgkill, getpid(), (int)syscall(SYS_gettid), SIGRTMAX) == 0) ++count;
  return number(env, count);
}

/* oldCall(): a system call of 32-bit programs. Its number is that of writev in 64-bit ones. */
static napi_value old_call(napi_env env, napi_callback_info info) {
  long result = 20;
  (void)info;
#ifdef __x86_64__
  __asm__ volatile("int $0x80" : "+a"(result) : : "memory");
#endif
  return number(env, result);
}

NAPI_MODULE_INIT() {
  napi_value numbers, function;
  napi_create_object(env, &numbers);
#define X(name) napi_set_named_property(env, numbers, #name, number(env, SYS_##name));
  CALLS(X)
  napi_set_named_property(env, numbers, "x32", number(env, 0x40000000 | SYS_getpid));
  napi_set_named_property(env, exports, "numbers", numbers);
#define FUNCTION(name, body)                                             \
  napi_create_function(env, name, NAPI_AUTO_LENGTH, body, NULL, &function); \
  napi_set_named_property(env, exports, name, function);
  FUNCTION("call", call)
  FUNCTION("callOnThread", call_on_thread)
  FUNCTION("threads", threads)
  FUNCTION("allocate", allocate)
  FUNCTION("lowerLimit", lower_limit)
  FUNCTION("descriptors", descriptors)
  FUNCTION("signals", signals)
  FUNCTION("oldCall", old_call)
  return exports;
}
