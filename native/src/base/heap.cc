#include "base/heap.h"

#include <cstdlib>
#include <string_view>

#ifdef __GLIBC__
#include <malloc.h>
#endif

namespace cliploop {
namespace {

#ifdef __GLIBC__
constexpr int kLargeBytes = 4 << 20;
constexpr int kKeptBytes = 8 << 20;                  // of an arena
constexpr size_t kMostKeptBytes = size_t{32} << 20;  // of the process

bool is_ours() {
  static const bool ours = [] {
    const char* tunables = std::getenv("GLIBC_TUNABLES");
    const bool tuned =
        tunables != nullptr && std::string_view(tunables).find("mmap_threshold") != std::string_view::npos;
    return !tuned && std::getenv("MALLOC_MMAP_THRESHOLD_") == nullptr;
  }();
  return ours;
}

size_t free_bytes() {
#if __GLIBC_PREREQ(2, 33)
  return mallinfo2().fordblks;
#else
  return static_cast<unsigned>(mallinfo().fordblks);
#endif
}
#endif

}  // namespace

void limit_heap() {
#ifdef __GLIBC__
  static const bool set =
      is_ours() && mallopt(M_MMAP_THRESHOLD, kLargeBytes) != 0 && mallopt(M_TRIM_THRESHOLD, kKeptBytes) != 0;
  (void)set;
#endif
}

void trim_heap() {
#ifdef __GLIBC__
  if (is_ours() && free_bytes() > kMostKeptBytes) malloc_trim(0);
#endif
}

}  // namespace cliploop
