// What the one quality dial means to libwebp.
#pragma once

#include <webp/encode.h>

namespace cliploop::webp {

// quality 1 to 100 is libwebp's own lossy scale; 100 is still lossy. Alpha keeps its edges: it is stored losslessly.
WebPConfig frame_config(int quality);

}  // namespace cliploop::webp
