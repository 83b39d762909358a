// Whether a picture shows anything.
#pragma once

#include "frame/image.h"

namespace cliploop {

// True when a pixel has at least this alpha, 1 to 255.
bool shows_anything(const Image& image, int least_alpha);

}  // namespace cliploop
