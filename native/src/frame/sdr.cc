#include "frame/sdr.h"

#include <algorithm>
#include <cmath>

#include "frame/gamut.h"
#include "frame/icc.h"
#include "frame/transfer.h"

namespace cliploop {

namespace {

// BT.1886, the display that video is made for.
constexpr double video_gamma = 2.4;

double display_gamma(AVColorTransferCharacteristic transfer) {
  switch (transfer) {
    case AVCOL_TRC_GAMMA22:
      return 2.2;
    case AVCOL_TRC_GAMMA28:
      return 2.8;
    case AVCOL_TRC_IEC61966_2_1:
    case AVCOL_TRC_LINEAR:
    case AVCOL_TRC_LOG:
    case AVCOL_TRC_LOG_SQRT:
    case AVCOL_TRC_SMPTE428:
      return 0;
    default:
      return video_gamma;
  }
}

}  // namespace

SdrMap::SdrMap(const ColorInfo& color)
    : icc_(color.icc),
      transfer_(color.transfer),
      gamma_(icc_ ? 0 : display_gamma(color.transfer)),
      to_709_(icc_ ? icc_->to_709
                   : rgb_to_rgb(chromaticities(is_wide_gamut(color.primaries) ? color.primaries : AVCOL_PRI_BT709),
                                chromaticities(AVCOL_PRI_BT709))) {}

double SdrMap::to_light(size_t channel, double signal) const {
  if (icc_) return icc_->light(channel, signal);
  return gamma_ > 0 ? std::pow(std::clamp(signal, 0.0, 1.0), gamma_) : signal_to_light(transfer_, signal);
}

double SdrMap::to_signal(double light) const {
  return gamma_ > 0 ? std::pow(std::clamp(light, 0.0, 1.0), 1 / gamma_)
                    : light_to_signal(AVCOL_TRC_IEC61966_2_1, light);
}

Vector3 SdrMap::operator()(const Vector3& signal) const {
  Vector3 light{};
  for (size_t i = 0; i < 3; ++i) light[i] = to_light(i, signal[i]);
  light = fit_gamut(multiply(to_709_, light));
  for (double& channel : light) channel = to_signal(channel);
  return light;
}

}  // namespace cliploop
