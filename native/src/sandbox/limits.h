// The resource limits of the process.
#pragma once

#include "sandbox/sandbox.h"

namespace cliploop::sandbox {

Layer limit_resources(const Options& options);
// The limit of signals that wait, after the layers that need signals: those of other processes of the user count, too.
// Returns the layer of the limits, which is not active if it cannot be set.
Layer limit_signals(const Layer& limits);

}  // namespace cliploop::sandbox
