// The resource limits of the process.
#pragma once

#include "sandbox/sandbox.h"

namespace cliploop::sandbox {

Layer limit_resources(const Options& options);

}  // namespace cliploop::sandbox
