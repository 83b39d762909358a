// Restricts this process permanently, before it reads untrusted media. Linux only.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace cliploop::sandbox {

struct Options {
  int64_t memory = 0;                // private memory of the process, bytes; 0 = no limit
  int64_t cpu_seconds = 0;           // of all threads, for the rest of the process; 0 = no limit
  int64_t file_bytes = 0;            // of a file that it writes; 0 = no limit
  int threads = 1;                   // of a job; the limits of memory and threads grow with it
  std::vector<int> keep;             // descriptors that stay open, besides those of Node itself
  std::vector<std::string> without;  // layers to leave out
};

// What protects the process. A kernel or a container may lack some of it.
struct Layer {
  std::string name;  // one of `layers` in sandbox.js
  bool active = false;
  std::string detail;  // what it does, or why it is not active
};

// Applies all layers to all threads of the process. Afterwards it opens no files, no sockets and no processes. Only
// for one thread at a time, and once.
std::vector<Layer> enter(const Options& options);

}  // namespace cliploop::sandbox
