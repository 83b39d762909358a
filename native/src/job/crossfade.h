// Blends two pictures.
#pragma once

#include "frame/image.h"

namespace cliploop {

// A picture of the same size between two others, in linear light. share: of the second one, 0 to 1.
ImagePtr blend(const Image& first, const Image& second, double share);

}  // namespace cliploop
