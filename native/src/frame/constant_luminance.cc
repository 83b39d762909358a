#include "frame/constant_luminance.h"

#include <algorithm>

#include "frame/matrix.h"
#include "frame/transfer.h"
#include "frame/yuv.h"

namespace cliploop {

ConstantLuminanceToRgb::ConstantLuminanceToRgb(const ColorInfo& color, int source_depth)
    : to_light_([&](double signal) { return signal_to_light(color.transfer, signal); }),
      to_signal_([&](double light) { return light_to_signal(color.transfer, light); }) {
  const LumaWeights weights = luma_weights(color.matrix, color.primaries);
  weight_red_ = static_cast<float>(weights.red);
  weight_blue_ = static_cast<float>(weights.blue);
  const YuvLevels levels = yuv_levels(color.range, source_depth);
  black_ = static_cast<float>(levels.black);
  luma_step_ = 1 / static_cast<float>(levels.luma_span);
  chroma_step_ = 1 / static_cast<float>(levels.chroma_span);
  // H.273: NB, PB, NR and PR, twice. They follow from the weights and the transfer.
  const auto reach = [&](double weight) {
    return Reach{static_cast<float>(2 * light_to_signal(color.transfer, 1 - weight)),
                 static_cast<float>(2 * (1 - light_to_signal(color.transfer, weight)))};
  };
  reach_blue_ = reach(weights.blue);
  reach_red_ = reach(weights.red);
}

void ConstantLuminanceToRgb::convert(const uint16_t* luma, const uint16_t* blue, const uint16_t* red, int width,
                                     uint16_t* rgba) const {
  constexpr float neutral = 1 << (yuv_bits - 1);
  const float green_share = 1 / (1 - weight_red_ - weight_blue_);
  for (int x = 0; x < width; ++x, rgba += 4) {
    const float y = (static_cast<float>(luma[x]) - black_) * luma_step_;
    const float b = y + reach_blue_((static_cast<float>(blue[x]) - neutral) * chroma_step_);
    const float r = y + reach_red_((static_cast<float>(red[x]) - neutral) * chroma_step_);
    const float light_red = to_light_(r);
    const float light_blue = to_light_(b);
    const float green = (to_light_(y) - weight_red_ * light_red - weight_blue_ * light_blue) * green_share;
    rgba[0] = to_signal_(light_red);
    rgba[1] = to_signal_(green);
    rgba[2] = to_signal_(light_blue);
  }
}

}  // namespace cliploop
