// Quantizes the colors of a frame to a palette.
#pragma once

#include <cstdint>
#include <vector>

#include "palette/histogram.h"
#include "palette/palette.h"

namespace cliploop {

struct Quantized {
  Palette palette;
  // The weighted mean of the squared distance (palette/ycc.h) to the nearest color, before the last round.
  double error = 0;
};

// Returns at most `colors` (1 to 256) distinct colors, or one gray when there are no bins. Splits boxes by variance,
// then makes `rounds` (1 or more) rounds of k-means. Deterministic, because the order is fixed.
Quantized quantize(const ColorBins& bins, int colors, int rounds);

// The mean squared distance of the colors from their mean; 0 when there are none.
double spread_of(const ColorBins& bins);

// Whether the mean squared distance of the bins to the nearest palette colors is at most `limit`.
bool fits(const ColorBins& bins, const Palette& palette, double limit);

}  // namespace cliploop
