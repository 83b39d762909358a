// What the fuzz targets share.
#pragma once

#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <span>
#include <string>
#include <vector>

#include "cpu_limit.h"

namespace fuzz {

using Bytes = std::span<const uint8_t>;

// Ends the process, so that libFuzzer keeps the input and reports it.
[[noreturn]] inline void report(const std::string& what) {
  std::fprintf(stderr, "FINDING: %s\n", what.c_str());
  std::abort();
}

// A property that must hold for every input.
inline void must(bool holds, const std::string& what) {
  if (!holds) report(what);
}

// Prints how a run ended when CLIPLOOP_FUZZ_PRINT is set, for looking at a single input.
inline void print(const std::string& what) {
  static const bool wanted = std::getenv("CLIPLOOP_FUZZ_PRINT") != nullptr;
  if (wanted) std::fprintf(stderr, "%s\n", what.c_str());
}

// Runs a target. An exception that leaves it is a finding.
template <typename Target>
int run(const uint8_t* data, size_t size, Target target) {
  const CpuLimit limit(std::chrono::seconds(20));
  try {
    target(Bytes{data, size});
  } catch (const std::exception& error) {
    report(std::string("an exception left the target: ") + error.what());
  }
  return 0;
}

}  // namespace fuzz
