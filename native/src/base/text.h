// Numbers with their noun.
#pragma once

#include <cstdint>
#include <string>

namespace cliploop {

// "1 frame", "2 frames".
inline std::string counted(int64_t count, const char* one, const char* many) {
  return std::to_string(count) + " " + (count == 1 ? one : many);
}

}  // namespace cliploop
