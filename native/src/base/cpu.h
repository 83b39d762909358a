// Which instructions beyond the baseline (x86-64-v2, or any other architecture) this machine has.
#pragma once

// For a function that is compiled once more for AVX2: everything that it calls is compiled into it.
#ifdef __x86_64__
#define CLIPLOOP_AVX2 __attribute__((target("avx2"), flatten))
#else
#define CLIPLOOP_AVX2
#endif

namespace cliploop {

// False also when the environment sets CLIPLOOP_SIMD=baseline. Results never depend on it, only speed does.
bool has_avx2();

}  // namespace cliploop
