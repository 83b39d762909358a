#include "sandbox/landlock.h"

#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>
#include <cstring>

#include "sandbox/threads.h"

namespace cliploop::sandbox {
namespace {

// From linux/landlock.h of Linux 6.12. The headers of the system may be older than the kernel.
constexpr long kCreateRuleset = 444;
constexpr long kRestrictSelf = 446;
constexpr unsigned kVersionFlag = 1;
struct Ruleset {
  uint64_t files;
  uint64_t net;
  uint64_t scope;
};
constexpr uint64_t kBindAndConnectTcp = 3;
constexpr uint64_t kAbstractSocketsAndSignals = 3;
constexpr int kAbiOfTcp = 4;
constexpr int kAbiOfScope = 6;

// The rights that each version of Landlock knows. All of them are taken away.
uint64_t file_rights(long abi) {
  constexpr uint64_t kFirst = (1ULL << 13) - 1;
  constexpr uint64_t kRefer = 1ULL << 13;
  constexpr uint64_t kTruncate = 1ULL << 14;
  constexpr uint64_t kIoctlDevice = 1ULL << 15;
  uint64_t rights = kFirst;
  if (abi >= 2) rights |= kRefer;
  if (abi >= 3) rights |= kTruncate;
  if (abi >= 5) rights |= kIoctlDevice;
  return rights;
}

int ruleset = -1;

bool forbid_new_privileges() { return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0; }

bool restrict_thread() { return forbid_new_privileges() && syscall(kRestrictSelf, ruleset, 0) == 0; }

std::vector<Layer> layers(bool files, bool tcp, bool scope, const std::string& why, long abi) {
  const std::string version = "Landlock ABI " + std::to_string(abi);
  const auto detail = [&](bool active, const char* what, int needed) {
    if (active) return std::string(what) + " (" + version + ")";
    return why.empty() ? version + ", needs " + std::to_string(needed) : why;
  };
  return {{"files", files, detail(files, "no path can be opened or changed", 1)},
          {"tcp", tcp, detail(tcp, "no TCP port can be bound or connected to", kAbiOfTcp)},
          {"scope", scope, detail(scope, "no abstract socket or signal reaches other processes", kAbiOfScope)}};
}

}  // namespace

std::vector<Layer> restrict_access() {
  const auto failure = [&](const std::string& what) {
    const std::string why = what + ": " + std::strerror(errno);
    on_every_thread(forbid_new_privileges);
    return layers(false, false, false, why, 0);
  };
  const long abi = syscall(kCreateRuleset, nullptr, 0, kVersionFlag);
  if (abi < 1) return failure("the kernel or the container has no Landlock");
  Ruleset rights = {file_rights(abi), 0, 0};
  if (abi >= kAbiOfTcp) rights.net = kBindAndConnectTcp;
  if (abi >= kAbiOfScope) rights.scope = kAbstractSocketsAndSignals;
  const size_t size = abi >= kAbiOfScope ? 24 : abi >= kAbiOfTcp ? 16 : 8;
  ruleset = static_cast<int>(syscall(kCreateRuleset, &rights, size, 0));
  if (ruleset < 0) return failure("cannot create a ruleset of Landlock");
  const bool restricted = on_every_thread(restrict_thread);
  close(ruleset);
  if (!restricted) return layers(false, false, false, "cannot apply Landlock to every thread", abi);
  return layers(true, abi >= kAbiOfTcp, abi >= kAbiOfScope, "", abi);
}

}  // namespace cliploop::sandbox
