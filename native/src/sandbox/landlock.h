// Landlock: no file, TCP port, abstract socket or process outside.
#pragma once

#include <vector>

#include "sandbox/sandbox.h"

namespace cliploop::sandbox {

// The layers "files", "tcp" and "scope". Also sets no_new_privs on every thread, which seccomp needs, too.
std::vector<Layer> restrict_access();

}  // namespace cliploop::sandbox
