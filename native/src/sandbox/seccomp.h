// The system calls that the process may make.
#pragma once

#include <sys/types.h>

#include "sandbox/filter.h"
#include "sandbox/sandbox.h"

namespace cliploop::sandbox {

// The filter of a process with this ID.
Filter system_call_filter(pid_t self);

// Applies to all threads. Needs no_new_privs.
Layer filter_system_calls();

}  // namespace cliploop::sandbox
