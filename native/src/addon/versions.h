// The versions of the libraries.
#pragma once

#include <napi.h>

namespace cliploop::addon {

// See RawVersions in index.d.ts.
Napi::Value versions(const Napi::CallbackInfo& info);

}  // namespace cliploop::addon
