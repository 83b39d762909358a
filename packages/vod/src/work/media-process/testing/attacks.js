// cspell:disable
// The attacks of a media process that hostile media has taken over: system calls, each of which must be denied.

const AT_FDCWD = -100;
const O = { RDONLY: 0, WRONLY: 1, RDWR: 2, CREAT: 0o100, DIRECTORY: 0o200000, PATH: 0o10000000, TMPFILE: 0o20200000 };
const CLONE = {
  THREAD: 0x10f00,
  NEWTIME: 0x80,
  NEWNS: 0x20000,
  NEWCGROUP: 0x2000000,
  NEWUTS: 0x4000000,
  NEWIPC: 0x8000000,
  NEWUSER: 0x10000000,
  NEWPID: 0x20000000,
  NEWNET: 0x40000000,
};
const SIGCHLD = 17;
const families = { unix: 1, inet: 2, inet6: 10, netlink: 16, packet: 17, alg: 38, vsock: 40, bluetooth: 31, can: 29 };
const kinds = { stream: 1, dgram: 2, raw: 3 };

const text = (string) => Buffer.from(`${string}\0`);
const zeros = (count = 256) => Buffer.alloc(count);

/** [name of the attack, name of the system call, arguments]. `facts`: where there is something to steal. */
export function attacks({ key, folder, parent, sibling, output }) {
  const secrets = [key, '/etc/shadow', '/proc/1/environ', '/proc/self/environ', '/proc/self/mem', '/dev/kmsg'];
  for (const what of ['environ', 'mem', 'fd', 'maps', 'root']) secrets.push(`/proc/${parent}/${what}`);
  const handle = zeros(144);
  handle.writeUInt32LE(128, 0);
  const how = zeros(24);
  const files = secrets.flatMap((path) => [
    [`reads ${path}`, 'openat', AT_FDCWD, text(path), O.RDONLY],
    [`locates ${path}`, 'openat', AT_FDCWD, text(path), O.PATH],
    [`reads ${path} with openat2`, 'openat2', AT_FDCWD, text(path), how, 24],
    [`looks at ${path}`, 'newfstatat', AT_FDCWD, text(path), zeros(), 0],
    [`looks at ${path} with statx`, 'statx', AT_FDCWD, text(path), 0, 0x7ff, zeros()],
    [`asks whether ${path} exists`, 'faccessat', AT_FDCWD, text(path), 0],
    [`gets a handle of ${path}`, 'name_to_handle_at', AT_FDCWD, text(path), handle, zeros(4), 0],
  ]);
  const path = text(`${folder}/made`);
  const changes = [
    ['creates a file', 'openat', AT_FDCWD, path, O.WRONLY | O.CREAT, 0o600],
    ['creates a file without a name', 'openat', AT_FDCWD, text(folder), O.TMPFILE | O.RDWR, 0o600],
    ['opens a file by its handle', 'open_by_handle_at', AT_FDCWD, handle, O.RDONLY],
    ['makes a folder', 'mkdirat', AT_FDCWD, path, 0o700],
    ['makes a device', 'mknodat', AT_FDCWD, path, 0o20600, 0x103],
    ['makes a FIFO', 'mknodat', AT_FDCWD, path, 0o10600, 0],
    ['links the key', 'linkat', AT_FDCWD, text(key), AT_FDCWD, path, 0],
    ['gives its output a name', 'linkat', AT_FDCWD, text(`/proc/self/fd/${output}`), AT_FDCWD, path, 0x400],
    ['makes a symbolic link', 'symlinkat', text(key), AT_FDCWD, path],
    ['renames the key', 'renameat2', AT_FDCWD, text(key), AT_FDCWD, path, 0],
    ['deletes the key', 'unlinkat', AT_FDCWD, text(key), 0],
    ['truncates the key', 'truncate', text(key), 0],
    ['changes the mode of the key', 'fchmodat', AT_FDCWD, text(key), 0o666],
    ['makes its output a program with the rights of its owner', 'fchmod', output, 0o4777],
    ['changes the owner of the key', 'fchownat', AT_FDCWD, text(key), 0, 0, 0],
    ['changes the time of the key', 'utimensat', AT_FDCWD, text(key), 0, 0],
    ['gives the key an attribute', 'setxattr', text(key), text('user.a'), text('b'), 1, 0],
    ['gives its output an attribute', 'fsetxattr', output, text('user.a'), text('b'), 1, 0],
    ['changes its folder', 'chdir', text('/')],
    ['changes its root', 'chroot', text('/')],
    ['mounts', 'mount', text('none'), text(folder), text('tmpfs'), 0, 0],
    ['unmounts', 'umount2', text('/proc'), 2],
    ['exchanges the root', 'pivot_root', text('/'), text('/')],
    ['watches files', 'inotify_init1', 0],
    ['watches all files', 'fanotify_init', 0, 0],
  ];
  const sockets = Object.entries(families).flatMap(([family, f]) =>
    Object.entries(kinds).map(([kind, k]) => [`opens a ${kind} socket of ${family}`, 'socket', f, k, 0]),
  );
  const namespaces = Object.entries(CLONE).filter(([name]) => name !== 'THREAD');
  const others = [parent, sibling, 1];
  const processes = [
    ['opens a pair of sockets', 'socketpair', 1, 1, 0, zeros(8)],
    ['executes', 'execve', text('/bin/true'), 0, 0],
    ['executes with execveat', 'execveat', AT_FDCWD, text('/bin/true'), 0, 0, 0],
    ['executes an open file', 'execveat', output, text(''), 0, 0, 0x1000],
    ['forks', 'clone', SIGCHLD, 0],
    ['forks with the memory of its parent', 'clone', 0x4100 | SIGCHLD, 0],
    ['forks with clone3', 'clone3', zeros(88), 88],
    ...namespaces.map(([name, flag]) => [`leaves the namespace ${name}`, 'unshare', flag]),
    ...namespaces.map(([name, flag]) => [`forks into another ${name}`, 'clone', flag | SIGCHLD, 0]),
    ['starts a thread in another namespace', 'clone', CLONE.THREAD | CLONE.NEWUSER, zeros(4096), 0],
    ['enters a namespace', 'setns', output, 0],
    ['is traced', 'ptrace', 0, 0, 0, 0],
    ['signals all processes', 'kill', -1, 0],
    ['signals the group of its parent', 'kill', -parent, 0],
    ...others.flatMap((pid) => [
      [`traces ${pid}`, 'ptrace', 0x4206, pid, 0, 0],
      [`reads the memory of ${pid}`, 'process_vm_readv', pid, zeros(16), 1, zeros(16), 1, 0],
      [`writes the memory of ${pid}`, 'process_vm_writev', pid, zeros(16), 1, zeros(16), 1, 0],
      [`signals ${pid}`, 'kill', pid, 0],
      [`signals the thread ${pid}`, 'tkill', pid, 0],
      [`signals the thread ${pid} of ${pid}`, 'tgkill', pid, pid, 0],
      [`queues a signal to ${pid}`, 'rt_sigqueueinfo', pid, 10, zeros(128)],
      [`opens ${pid}`, 'pidfd_open', pid, 0],
      [`slows down ${pid}`, 'setpriority', 0, pid, 19],
      [`moves ${pid}`, 'sched_setaffinity', pid, 8, Buffer.from([1, 0, 0, 0, 0, 0, 0, 0])],
      [`limits ${pid}`, 'prlimit64', pid, 7, zeros(16), 0],
      [`reads the limits of ${pid}`, 'prlimit64', pid, 7, 0, zeros(16)],
      [`slows down the disk of ${pid}`, 'ioprio_set', 1, pid, 3 << 13],
      [`compares with ${pid}`, 'kcmp', pid, pid, 0, 0, 0],
    ]),
    ['signals by a descriptor', 'pidfd_send_signal', output, 0, 0, 0],
    ['takes a descriptor', 'pidfd_getfd', output, 0, 0],
    ['raises its limits', 'prlimit64', 0, 7, zeros(16), 0],
    ['becomes root', 'setuid', 0],
    ['becomes root with setresuid', 'setresuid', 0, 0, 0],
    ['joins groups', 'setgroups', 0, 0],
    ['sets capabilities', 'capset', Buffer.from([0x22, 5, 8, 0x20, 0, 0, 0, 0]), zeros(24)],
    ['becomes dumpable', 'prctl', 4, 1, 0, 0, 0],
    ['outlives its parent', 'prctl', 1, 0, 0, 0, 0],
    ['becomes real-time', 'sched_setscheduler', 0, 1, Buffer.from([1, 0, 0, 0])],
    ['changes its personality', 'personality', 0x0400000],
    ['calls as x32', 'x32'],
    ['replaces the filter', 'seccomp', 1, 0, 0],
  ];
  const kernel = [
    ['loads a BPF program', 'bpf', 0, zeros(128), 128],
    ['uses keys', 'keyctl', 0, -3, 0],
    ['adds a key', 'add_key', text('user'), text('a'), text('b'), 1, -3],
    ['requests a key', 'request_key', text('user'), text('a'), 0, -3],
    ['measures the kernel', 'perf_event_open', zeros(128), 0, -1, -1, 0],
    ['opens io_uring', 'io_uring_setup', 8, zeros(128)],
    ['opens asynchronous I/O', 'io_setup', 8, zeros(8)],
    ['handles page faults', 'userfaultfd', 1],
    ['makes a file in memory', 'memfd_create', text('a'), 0],
    ['shares memory', 'mmap', 0, 4096, 3, 0x21, -1, 0],
    ['takes memory as a stack', 'mmap', 0, 4096, 3, 0x122, -1, 0],
    ['takes huge pages', 'mmap', 0, 2 ** 21, 3, 0x40022, -1, 0],
    ['takes locked memory', 'mmap', 0, 4096, 3, 0x2022, -1, 0],
    ['has descriptors of its own in a thread', 'close_range', 10_000, 4294967295, 2],
    ['shares memory of its output', 'mmap', 0, 4096, 3, 0x01, output, 0],
    ['makes shared memory', 'shmget', 0, 4096, 0o1600],
    ['makes a message queue', 'msgget', 0, 0o1600],
    ['makes semaphores', 'semget', 0, 1, 0o1600],
    ['opens a POSIX message queue', 'mq_open', text('a'), O.CREAT | O.RDWR, 0o600, 0],
    ['makes a timer', 'timer_create', 1, 0, zeros(8)],
    ['locks memory', 'mlock', zeros(65536), 65536],
    ['types into a terminal', 'ioctl', 0, 0x5412, text('a')],
    ['lets its output send signals', 'fcntl', output, 8, parent],
    ['sends a descriptor', 'sendmsg', 3, zeros(56), 0],
    ['sends messages', 'sendmmsg', 3, zeros(64), 1, 0],
    ['sends to an address', 'sendto', 3, text('a'), 1, 0, zeros(16), 16],
    ['connects a socket', 'connect', 3, zeros(110), 110],
    ['binds a socket', 'bind', 3, zeros(110), 2],
    ['listens', 'listen', 3, 1],
    ['reserves the disk', 'fallocate', output, 0, 0, 1e15],
    ['keeps the disk busy', 'fsync', output],
    ['keeps the disk busy with its data', 'fdatasync', output],
    ['keeps the disk busy with each write', 'pwritev2', output, zeros(16), 1, 0, 0, 4],
    ['keeps the whole disk busy', 'syncfs', output],
    ['keeps the disk busy with a range', 'sync_file_range', output, 0, 0, 7],
    ['splices', 'splice', 3, 0, output, 0, 1, 2],
    ['copies a file', 'copy_file_range', output, 0, output, zeros(8), 1, 0],
    ['loads a module', 'finit_module', output, text(''), 0],
    ['loads a module from memory', 'init_module', zeros(64), 64, text('')],
    ['unloads a module', 'delete_module', text('a'), 0x800],
    ['loads a kernel', 'kexec_load', 0, 0, 0, 0],
    ['restarts the machine', 'reboot', 0, 0, 0, 0],
    ['swaps', 'swapon', text('/dev/null'), 0],
    ['reads the log of the kernel', 'syslog', 3, zeros(), 256],
    ['accounts', 'acct', 0],
    ['renames the machine', 'sethostname', text('a'), 1],
    ['sets the clock', 'settimeofday', zeros(16), 0],
    ['sets quotas', 'quotactl', 0, 0, 0, 0],
  ];
  return [...files, ...changes, ...sockets, ...processes, ...kernel];
}
