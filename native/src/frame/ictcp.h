// BT.2100 ICtCp, and the IPT of Dolby Vision: both are a matrix of the PQ or HLG signals of cone responses.
#pragma once

#include <optional>

#include "frame/curve.h"
#include "frame/dolby.h"
#include "frame/nonlinear.h"

namespace cliploop {

class IctcpToRgb : public NonlinearToRgb {
 public:
  IctcpToRgb(const ColorInfo& color, int source_depth);

 private:
  using Rows = std::array<std::array<float, 3>, 3>;

  void convert(const uint16_t* luma, const uint16_t* blue, const uint16_t* red, int width,
               uint16_t* rgba) const override;

  SignalCurve to_light_;
  LightCurve to_signal_;
  std::optional<DolbyReshape> reshape_;
  // sample * step - zero is I, Ct and Cp. With reshape_: the reshaped sample - zero.
  std::array<float, 3> step_{};
  std::array<float, 3> zero_{};
  Rows to_cones_{};  // I, Ct, Cp to the signals of L, M and S
  Rows to_rgb_{};    // linear
};

}  // namespace cliploop
