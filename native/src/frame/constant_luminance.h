// BT.2020 constant luminance and its chroma-derived form.
#pragma once

#include "frame/curve.h"
#include "frame/nonlinear.h"

namespace cliploop {

class ConstantLuminanceToRgb : public NonlinearToRgb {
 public:
  ConstantLuminanceToRgb(const ColorInfo& color, int source_depth);

 private:
  void convert(const uint16_t* luma, const uint16_t* blue, const uint16_t* red, int width,
               uint16_t* rgba) const override;

  // How far a color difference goes at full chroma: from Y' down and up.
  struct Reach {
    float down = 0;
    float up = 0;
    float operator()(float chroma) const { return chroma * (chroma < 0 ? down : up); }
  };

  SignalCurve to_light_;
  LightCurve to_signal_;
  float weight_red_ = 0;  // of luminance
  float weight_blue_ = 0;
  float black_ = 0;
  float luma_step_ = 0;
  float chroma_step_ = 0;
  Reach reach_blue_;
  Reach reach_red_;
};

}  // namespace cliploop
