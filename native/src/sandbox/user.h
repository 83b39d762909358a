// The user and the capabilities of the process.
#pragma once

#include "sandbox/sandbox.h"

namespace cliploop::sandbox {

// Gives up all capabilities, and as root becomes a user of its own without groups.
Layer leave_user();

// True when no other process has the user of this one.
bool has_own_user();

}  // namespace cliploop::sandbox
