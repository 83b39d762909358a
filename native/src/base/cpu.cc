#include "base/cpu.h"

#include <cstdlib>
#include <string_view>

namespace cliploop {

bool has_avx2() {
#ifdef __x86_64__
  static const bool has = [] {
    const char* wanted = std::getenv("CLIPLOOP_SIMD");
    if (wanted != nullptr && std::string_view(wanted) == "baseline") return false;
    return __builtin_cpu_supports("avx2") != 0;
  }();
  return has;
#else
  return false;
#endif
}

}  // namespace cliploop
