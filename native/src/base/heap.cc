#include "base/heap.h"

#include <cstdlib>
#include <string_view>

#ifdef __GLIBC__
#include <malloc.h>
#endif

namespace cliploop {
namespace {

#ifdef __GLIBC__
constexpr int kLargeBytes = 1 << 20;
constexpr int kKeptBytes = 4 << 20;  // of an arena

// Whether the environment leaves the thresholds to us.
bool is_ours() {
  static const bool ours = [] {
    if (std::getenv("MALLOC_MMAP_THRESHOLD_") != nullptr || std::getenv("MALLOC_TRIM_THRESHOLD_") != nullptr)
      return false;
    const char* tunables = std::getenv("GLIBC_TUNABLES");
    const std::string_view text = tunables == nullptr ? "" : tunables;
    return text.find("mmap_threshold") == std::string_view::npos &&
           text.find("trim_threshold") == std::string_view::npos;
  }();
  return ours;
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
  if (is_ours()) malloc_trim(0);
#endif
}

}  // namespace cliploop
