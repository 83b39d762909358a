// Reads the options from JavaScript objects; see index.d.ts for their shapes.
#pragma once

#include <napi.h>

#include <string>

#include "job/options.h"

namespace cliploop::addon {

struct SourceChoice {
  enum class Kind { PATH, STREAM };
  Kind kind = Kind::PATH;
  std::string path;
  bool reopen = false;
  int64_t size = -1;
};

struct OutputChoice {
  enum class Kind { PATH, BYTES, STREAM };
  Kind kind = Kind::BYTES;
  std::string path;
  bool overwrite = false;
};

// These throw Napi::TypeError for objects of another shape.
SourceChoice read_source(const Napi::Object& options);
OutputChoice read_output(const Napi::Object& options);
AnimateOptions read_animate_options(const Napi::Object& options);
ProbeOptions read_probe_options(const Napi::Object& options);

}  // namespace cliploop::addon
