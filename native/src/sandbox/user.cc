#include "sandbox/user.h"

#include <grp.h>
#include <linux/capability.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "sandbox/threads.h"

namespace cliploop::sandbox {
namespace {

// A range that no distribution assigns; see the document "Users, Groups, UIDs and GIDs" of systemd. With the process
// ID, every process has a user of its own, so that its limit of threads is its own, too.
constexpr uid_t kFirst = 0x70000000;
// In a container with few users. The range of dynamic users.
constexpr uid_t kFirstInContainer = 61184;
constexpr uid_t kCountInContainer = 4000;

bool own_user = false;

bool drop_bounding_set() {
  prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0);
  for (unsigned long capability = 0; prctl(PR_CAPBSET_READ, capability, 0, 0, 0) >= 0; ++capability) {
    prctl(PR_CAPBSET_DROP, capability, 0, 0, 0);  // fails without CAP_SETPCAP; no_new_privs has the same effect
  }
  return true;
}

bool drop_capabilities() {
  __user_cap_header_struct header = {_LINUX_CAPABILITY_VERSION_3, 0};
  __user_cap_data_struct none[_LINUX_CAPABILITY_U32S_3] = {};
  return syscall(SYS_capset, &header, none) == 0;
}

// Whether the parent, which has the same capabilities, may end a process of another user.
bool has_kill() {
  __user_cap_header_struct header = {_LINUX_CAPABILITY_VERSION_3, 0};
  __user_cap_data_struct sets[_LINUX_CAPABILITY_U32S_3] = {};
  return syscall(SYS_capget, &header, sets) == 0 && (sets[CAP_TO_INDEX(CAP_KILL)].effective & CAP_TO_MASK(CAP_KILL));
}

// The saved user of a process decides, too, who may end it. Without capabilities, root as the saved user has no rights.
bool become(uid_t user, uid_t saved) {
  if (setresgid(user, user, user) != 0) return false;
  return setresuid(user, user, saved) == 0;
}

}  // namespace

bool has_own_user() { return own_user; }

Layer leave_user() {
  Layer layer{"user", false, ""};
  on_every_thread(drop_bounding_set);
  if (geteuid() == 0 || getuid() == 0) {
    const auto process = static_cast<uid_t>(getpid());
    const uid_t first = kFirst + process;
    const uid_t in_container = kFirstInContainer + process % kCountInContainer;
    const bool may_end = has_kill();
    if (setgroups(0, nullptr) == 0 &&
        (become(first, may_end ? first : 0) || become(in_container, may_end ? in_container : 0))) {
      own_user = true;
      layer.detail = "user " + std::to_string(getuid()) + ", without groups and capabilities";
    } else {
      layer.detail = std::string("cannot change the user: ") + std::strerror(errno);
    }
  } else {
    layer.detail = "the user of the service (" + std::to_string(getuid()) + "), without capabilities";
  }
  const bool dropped = on_every_thread(drop_capabilities);
  if (!dropped) layer.detail = "cannot drop the capabilities of every thread";
  layer.active = dropped && getuid() != 0 && geteuid() != 0;
  return layer;
}

}  // namespace cliploop::sandbox
