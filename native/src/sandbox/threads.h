// Runs a function on every thread of the process.
#pragma once

namespace cliploop::sandbox {

// Node has started its threads already, and some system calls restrict only the thread that makes them. `action` runs
// in a signal handler, so it may only make system calls. False when it failed on a thread, or did not reach it.
bool on_every_thread(bool (*action)());

}  // namespace cliploop::sandbox
