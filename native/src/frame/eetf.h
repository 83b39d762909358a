// The curve that reduces the dynamic range of HDR: the EETF of ITU-R BT.2390, a line with a soft knee and a toe.
#pragma once

namespace cliploop {

// What a display or a grade can show, in nits.
struct LuminanceRange {
  double black = 0;
  double peak = 0;
};

class Eetf {
 public:
  // source.peak and target.peak must be above the black levels. A source that is not brighter than the target keeps its
  // highlights.
  Eetf(const LuminanceRange& source, const LuminanceRange& target);

  // Maps luminance in nits. Values outside the source range are clamped, so that the result is in the target range.
  double operator()(double nits) const;

 private:
  // As PQ signals. The others are relative to the source range.
  double source_black_, source_peak_;
  double target_black_, target_peak_;
  double knee_ = 1;
  double lift_ = 0;        // of black
  double lift_falls_ = 4;  // the exponent with which the lift falls toward the peak
  double gain_ = 1;        // brings the peak back to that of the target after the lift
  double top_ = 1;
};

}  // namespace cliploop
