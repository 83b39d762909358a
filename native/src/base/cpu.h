// The instruction sets of this CPU beyond the baseline, which is x86-64-v2.
#pragma once

// Compiles a function for AVX2, with everything that it calls inlined.
#ifdef __x86_64__
#define CLIPLOOP_AVX2 __attribute__((target("avx2"), flatten))
#else
#define CLIPLOOP_AVX2
#endif

namespace cliploop {

// False also when the environment variable CLIPLOOP_SIMD is "baseline". It changes the speed, but never the result.
bool has_avx2();

}  // namespace cliploop
