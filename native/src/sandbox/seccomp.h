// The system calls that the process may make.
#pragma once

#include "sandbox/sandbox.h"

namespace cliploop::sandbox {

// Applies to all threads. Needs no_new_privs.
Layer filter_system_calls();

}  // namespace cliploop::sandbox
