#include "sandbox/sandbox.h"

#include <signal.h>
#include <sys/prctl.h>

#include <algorithm>

#include "sandbox/descriptors.h"
#include "sandbox/landlock.h"
#include "sandbox/limits.h"
#include "sandbox/seccomp.h"
#include "sandbox/user.h"

namespace cliploop::sandbox {

std::vector<Layer> enter(const Options& options) {
  const auto wanted = [&](const char* name) {
    return std::find(options.without.begin(), options.without.end(), name) == options.without.end();
  };
  const auto left_out = [](const char* name) { return Layer{name, false, "left out"}; };
  std::vector<int> keep = options.keep;
  keep.insert(keep.end(), {0, 1, 2});
  close_others(keep);
  // Before the files of /proc are out of reach.
  const bool io_uring = has_io_uring();
  std::vector<Layer> layers;
  // The limits come second, because that of threads depends on the user.
  layers.push_back(wanted("user") ? leave_user() : left_out("user"));
  layers.push_back(wanted("limits") ? limit_resources(options) : left_out("limits"));
  // No core file, and no debugger of the same user.
  prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
  // The process ends with its parent, whatever it does.
  prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
  if (wanted("files")) {
    const std::vector<Layer> access = restrict_access();
    layers.insert(layers.end(), access.begin(), access.end());
  } else {
    for (const char* name : {"files", "tcp", "scope"}) layers.push_back(left_out(name));
    prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
  }
  if (wanted("limits")) layers[1] = limit_signals(layers[1]);
  if (wanted("syscalls") && io_uring) {
    layers.push_back({"syscalls", false, "Node has io_uring, since it was not started by cliploop-launcher"});
  } else {
    layers.push_back(wanted("syscalls") ? filter_system_calls() : left_out("syscalls"));
  }
  return layers;
}

}  // namespace cliploop::sandbox
