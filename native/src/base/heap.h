// The heap of the process, where libav allocates the tables of its decoders.
#pragma once

namespace cliploop {

// Makes free() return blocks of 1 MiB and more to the system, and keep less than 4 MiB at the end of each arena for the
// next job. By default glibc raises its threshold when the first large block is freed, and the arena of every thread
// then keeps megabytes. Does nothing when the environment sets one of these thresholds (MALLOC_..._THRESHOLD_,
// GLIBC_TUNABLES), or with another C library.
void limit_heap();

// Returns freed memory to the system. To be called some time after the last job, because the next one would take it
// again, which is faster than new memory. Does nothing where limit_heap() does nothing.
void trim_heap();

}  // namespace cliploop
