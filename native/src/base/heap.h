// Settings of the process's heap.
#pragma once

namespace cliploop {

// Makes free() return large blocks (frames, planes, tables) to the system. By default glibc raises its threshold for
// this when the first large block is freed, and the arena of every thread then keeps megabytes. Does nothing when the
// environment sets the threshold (MALLOC_MMAP_THRESHOLD_, GLIBC_TUNABLES), or with another C library.
void return_large_blocks();

}  // namespace cliploop
