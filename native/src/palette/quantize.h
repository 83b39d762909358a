// From the colours of a picture to a palette that stands for them.
#pragma once

#include <cstdint>
#include <vector>

#include "palette/histogram.h"
#include "palette/palette.h"

namespace cliploop {

struct Quantized {
  Palette palette;
  double error =
      0;  // weighted mean of the squared distance (palette/ycc.h) to the nearest colour, before the last round
};

// At most `colors` (1 to 256) colours, without repeats; fewer when the bins have fewer. One grey when there are no
// bins. Variance splits, then `rounds` (1 or more) of k-means. Deterministic: fixed order, no fused arithmetic.
Quantized quantize(const ColorBins& bins, int colors, int rounds);

// Mean squared distance of the bins' colours from their mean; 0 when there are none.
double spread_of(const ColorBins& bins);

// Whether the palette stands for the bins with a mean squared distance of at most `limit`.
bool fits(const ColorBins& bins, const Palette& palette, double limit);

}  // namespace cliploop
