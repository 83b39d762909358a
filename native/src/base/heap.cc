#include "base/heap.h"

#include <cstdlib>
#include <mutex>
#include <string_view>

#ifdef __GLIBC__
#include <malloc.h>
#endif

namespace cliploop {

void return_large_blocks() {
#ifdef __GLIBC__
  constexpr int kLargeBytes = 1 << 18;
  static std::once_flag once;
  std::call_once(once, [] {
    const char* tunables = std::getenv("GLIBC_TUNABLES");
    const bool tuned =
        tunables != nullptr && std::string_view(tunables).find("mmap_threshold") != std::string_view::npos;
    if (!tuned && std::getenv("MALLOC_MMAP_THRESHOLD_") == nullptr) mallopt(M_MMAP_THRESHOLD, kLargeBytes);
  });
#endif
}

}  // namespace cliploop
