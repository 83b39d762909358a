// Frames with transparency are scaled with premultiplied colors, so that the colors of transparent pixels do not show
// at edges.
#pragma once

#include <cstdint>

namespace cliploop {

// One row of 8-bit samples. True when one of them is below 255.
bool any_transparent(const uint8_t* alpha, int width);

// In place: color = color * alpha / 255, rounded.
void premultiply(uint8_t* color, const uint8_t* alpha, int width);

// Converts premultiplied planes to straight R G B A. All four are 0 where alpha is 0. A color above its alpha, which
// the kernel can produce, becomes 255. Returns true when an alpha sample is below 255.
bool straighten(const uint8_t* red, const uint8_t* green, const uint8_t* blue, const uint8_t* alpha, int width,
                uint8_t* rgba);

}  // namespace cliploop
