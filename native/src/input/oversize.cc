#include "input/oversize.h"

#include <cstdio>
#include <cstdlib>
#include <new>
#include <string>

#include "base/status.h"

namespace cliploop {

void throw_if_oversized(AvLog& log, int64_t max_pixels) {
  constexpr const char* kText = "Picture size ";
  for (const std::string& line : log.lines()) {
    const size_t at = line.find(kText);
    unsigned width = 0;
    unsigned height = 0;
    if (at == std::string::npos || std::sscanf(line.c_str() + at, "Picture size %ux%u", &width, &height) != 2) continue;
    if (uint64_t{width} * height <= static_cast<uint64_t>(max_pixels)) continue;
    throw Failure(Code::LIMIT_PIXELS, Stage::DECODE,
                  std::to_string(width) + "x" + std::to_string(height) + " pixels, the limit is " +
                      std::to_string(max_pixels) + " pixels");
  }
}

void throw_if_out_of_memory() {
  constexpr size_t kSome = size_t{64} << 20;
  void* volatile some = std::malloc(kSome);  // volatile, so that the compiler keeps the call
  if (some == nullptr) throw std::bad_alloc();
  std::free(some);
}

}  // namespace cliploop
