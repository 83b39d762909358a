// Pictures with holes are scaled with each colour weighted by its alpha, so that what is hidden never shows at an edge.
#pragma once

#include <cstdint>

namespace cliploop {

// One row each of 8-bit samples. True when a sample is below 255.
bool any_transparent(const uint8_t* alpha, int width);

// colour = colour x alpha / 255, rounded, in place.
void premultiply(uint8_t* color, const uint8_t* alpha, int width);

// Premultiplied planes to straight R G B A; where nothing is seen all four are 0. Colours beyond alpha (a kernel's
// overshoot) count as 255. True when a sample of alpha is below 255.
bool straighten(const uint8_t* red, const uint8_t* green, const uint8_t* blue, const uint8_t* alpha, int width,
                uint8_t* rgba);

}  // namespace cliploop
