// Brings colors that the primaries of BT.709 cannot show into their gamut.
#pragma once

#include <array>

namespace cliploop {

// Takes and returns R, G and B as linear light with the primaries of BT.709; 1 is the white of the display. A color
// with all channels from 0 to 1 is returned unchanged. For others, which may have negative channels or channels above
// 1, the result keeps most of the lightness and saturation that clipping the channels would give, but nearly the hue of
// the color: clipping alone turns orange into yellow, and skin into salmon. hue_part is the part of that shift that is
// undone, from 0 to 1; undoing all of it costs more lightness and saturation than the rest of the shift is worth. The
// result has channels from 0 to 1 and is a continuous function of the color.
std::array<double, 3> fit_gamut(const std::array<double, 3>& light, double hue_part = 0.75);

// The perceptual space in which fit_gamut() compares hues: Oklab (B. Ottosson, 2020). L, a and b of linear light.
std::array<double, 3> to_oklab(const std::array<double, 3>& light);
std::array<double, 3> from_oklab(const std::array<double, 3>& lab);

}  // namespace cliploop
