// Reads the options from JavaScript objects; see index.d.ts for their shapes.
#pragma once

#include <napi.h>

#include <memory>
#include <optional>
#include <string>

#include "base/descriptor.h"
#include "job/options.h"
#include "job/picture_output.h"

namespace cliploop::addon {

struct SourceChoice {
  enum class Kind { PATH, STREAM, DESCRIPTOR };
  Kind kind = Kind::PATH;
  std::string path;
  bool reopen = false;
  int64_t size = -1;
  std::shared_ptr<Descriptor> file = nullptr;
};

struct OutputChoice {
  enum class Kind { PATH, BYTES, STREAM, DESCRIPTOR };
  Kind kind = Kind::BYTES;
  std::string path;
  bool overwrite = false;
  std::shared_ptr<Descriptor> file = nullptr;
  std::shared_ptr<Descriptor> spool = nullptr;  // absent: a temporary file
};

// These throw Napi::TypeError for objects of another shape.
SourceChoice read_source(const Napi::Object& options);
OutputChoice read_output(const Napi::Object& options);
// Of stills(), which may also have numbered files. Absent for the other kinds.
std::optional<NumberedPaths> read_numbered_output(const Napi::Object& options);
StillsOptions read_stills_options(const Napi::Object& options);
AnimateOptions read_animate_options(const Napi::Object& options);
ProbeOptions read_probe_options(const Napi::Object& options);

}  // namespace cliploop::addon
