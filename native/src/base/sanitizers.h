// Which sanitizers of the compiler are on. GCC and clang tell it in different ways.
#pragma once

#ifdef __has_feature
#define CLIPLOOP_HAS_FEATURE(name) __has_feature(name)
#else
#define CLIPLOOP_HAS_FEATURE(name) 0
#endif

namespace cliploop {

#if defined(__SANITIZE_ADDRESS__) || CLIPLOOP_HAS_FEATURE(address_sanitizer)
constexpr bool kAddressSanitizer = true;
#else
constexpr bool kAddressSanitizer = false;
#endif

#if defined(__SANITIZE_THREAD__) || CLIPLOOP_HAS_FEATURE(thread_sanitizer)
constexpr bool kThreadSanitizer = true;
#else
constexpr bool kThreadSanitizer = false;
#endif

}  // namespace cliploop
