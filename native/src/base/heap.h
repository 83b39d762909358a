// The process's heap, as far as a guest in it may set it.
#pragma once

namespace cliploop {

// Large blocks (frames, planes, tables) go back to the system when they are freed, also after many jobs: glibc raises
// its own threshold for that with the first large block freed, and the arena of every thread then keeps megabytes for
// good. Does nothing where the user has set the threshold (MALLOC_MMAP_THRESHOLD_, GLIBC_TUNABLES) or with another C
// library.
void return_large_blocks();

}  // namespace cliploop
