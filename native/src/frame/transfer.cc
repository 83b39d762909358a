#include "frame/transfer.h"

#include <algorithm>
#include <cmath>

namespace cliploop {

namespace {

constexpr double pq_m1 = 2610.0 / 16384, pq_m2 = 2523.0 / 32, pq_c1 = 3424.0 / 4096, pq_c2 = 2413.0 / 128,
                 pq_c3 = 2392.0 / 128;
constexpr double hlg_a = 0.17883277, hlg_b = 0.28466892, hlg_c = 0.55991073;
// SMPTE ST 428-1: white of 48 nits in a code space of 52.37 nits.
constexpr double dcdm_white = 48 / 52.37;

// A power function with a straight part near black: light = (signal + offset) / (1 + offset) ^ power.
struct Curve {
  double offset, power, knee, slope;  // below the light `knee`, signal = slope * light
  double light(double signal) const {
    return signal < knee * slope ? signal / slope : std::pow((signal + offset) / (1 + offset), power);
  }
  double signal(double light) const {
    return light < knee ? slope * light : (1 + offset) * std::pow(light, 1 / power) - offset;
  }
};
constexpr Curve bt709_curve{0.09929682680944, 1 / 0.45, 0.018053968510807, 4.5};
constexpr Curve smpte240m{0.1115, 1 / 0.45, 0.0228, 4.0};
constexpr Curve srgb{0.055, 2.4, 0.0031308, 12.92};
constexpr Curve gamma22{0, 2.2, 0, 1};
constexpr Curve gamma28{0, 2.8, 0, 1};
constexpr Curve linear{0, 1, 0, 1};

const Curve& curve(AVColorTransferCharacteristic transfer) {
  switch (transfer) {
    case AVCOL_TRC_GAMMA22:
      return gamma22;
    case AVCOL_TRC_GAMMA28:
      return gamma28;
    case AVCOL_TRC_SMPTE240M:
      return smpte240m;
    case AVCOL_TRC_IEC61966_2_1:
      return srgb;
    case AVCOL_TRC_LINEAR:
      return linear;
    default:
      return bt709_curve;
  }
}

// The decades of the logarithmic transfers; 0 for others.
double decades(AVColorTransferCharacteristic transfer) {
  if (transfer == AVCOL_TRC_LOG) return 2;
  return transfer == AVCOL_TRC_LOG_SQRT ? 2.5 : 0;
}

}  // namespace

double signal_to_light(AVColorTransferCharacteristic transfer, double value) {
  const double signal = std::clamp(value, 0.0, 1.0);
  if (const double range = decades(transfer); range > 0) return signal <= 0 ? 0 : std::pow(10, (signal - 1) * range);
  switch (transfer) {
    case AVCOL_TRC_SMPTE2084: {
      const double p = std::pow(signal, 1 / pq_m2);
      return std::pow(std::max(p - pq_c1, 0.0) / (pq_c2 - pq_c3 * p), 1 / pq_m1);
    }
    case AVCOL_TRC_ARIB_STD_B67:
      return signal <= 0.5 ? signal * signal / 3 : (std::exp((signal - hlg_c) / hlg_a) + hlg_b) / 12;
    case AVCOL_TRC_SMPTE428:
      return std::min(std::pow(signal, 2.6) / dcdm_white, 1.0);
    default:
      return curve(transfer).light(signal);
  }
}

double light_to_signal(AVColorTransferCharacteristic transfer, double value) {
  const double light = std::clamp(value, 0.0, 1.0);
  if (const double range = decades(transfer); range > 0) {
    return light <= std::pow(10, -range) ? 0 : 1 + std::log10(light) / range;
  }
  switch (transfer) {
    case AVCOL_TRC_SMPTE2084: {
      const double p = std::pow(light, pq_m1);
      return std::pow((pq_c1 + pq_c2 * p) / (1 + pq_c3 * p), pq_m2);
    }
    case AVCOL_TRC_ARIB_STD_B67:
      return light <= 1.0 / 12 ? std::sqrt(3 * light) : hlg_a * std::log(12 * light - hlg_b) + hlg_c;
    case AVCOL_TRC_SMPTE428:
      return std::pow(light * dcdm_white, 1 / 2.6);
    default:
      return curve(transfer).signal(light);
  }
}

}  // namespace cliploop
