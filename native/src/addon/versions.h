// What the engine runs with, for reports.
#pragma once

#include <napi.h>

namespace cliploop::addon {

// The libraries that the engine runs with. See RawVersions in index.d.ts.
Napi::Value versions(const Napi::CallbackInfo& info);

}  // namespace cliploop::addon
