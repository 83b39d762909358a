#include "frame/sdr.h"

#include <algorithm>
#include <cmath>

#include "frame/transfer.h"

namespace cliploop {

namespace {

// BT.1886, the display that video is made for.
constexpr double video_gamma = 2.4;
// Channels (as signals) below this share of the largest one are compressed into the gamut of BT.709.
constexpr double gamut_knee = 0.08;
// Colors (as signals) are compressed from here on, to make room for those brighter than BT.709 can show.
constexpr double bright_knee = 0.8;

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

// Unchanged up to the knee, then with a slope that falls from 1, so that `longest` becomes `limit`.
double compress(double value, double knee, double longest, double limit) {
  if (value <= knee || longest <= limit) return value;
  const double room = limit - knee;
  const double span = longest - knee;
  const double bend = span / (span / room - 1);
  const double over = std::min(value, longest) - knee;
  return knee + over / (1 + over / bend);
}

double largest_of(const Vector3& light) { return *std::max_element(light.begin(), light.end()); }
double smallest_of(const Vector3& light) { return *std::min_element(light.begin(), light.end()); }

}  // namespace

SdrMap::SdrMap(const ColorInfo& color)
    : transfer_(color.transfer),
      gamma_(display_gamma(color.transfer)),
      wide_(is_wide_gamut(color.primaries)),
      to_709_(rgb_to_rgb(chromaticities(color.primaries), chromaticities(AVCOL_PRI_BT709))) {
  for (const Vector3& corner :
       {Vector3{1, 0, 0}, Vector3{0, 1, 0}, Vector3{0, 0, 1}, Vector3{0, 1, 1}, Vector3{1, 0, 1}, Vector3{1, 1, 0}}) {
    const Vector3 light = multiply(to_709_, corner);
    widest_ = std::max(widest_, -signed_signal(smallest_of(light) / largest_of(light)));
  }
}

double SdrMap::to_light(double signal) const {
  return gamma_ > 0 ? std::pow(std::clamp(signal, 0.0, 1.0), gamma_) : signal_to_light(transfer_, signal);
}

double SdrMap::to_signal(double light) const {
  return gamma_ > 0 ? std::pow(std::clamp(light, 0.0, 1.0), 1 / gamma_)
                    : light_to_signal(AVCOL_TRC_IEC61966_2_1, light);
}

double SdrMap::signed_signal(double light) const {
  return std::copysign(std::pow(std::abs(light), 1 / video_gamma), light);
}

// Mixes in white, in linear light, until no channel is negative; the largest channel stays.
void SdrMap::map_into_gamut(Vector3& light) const {
  const double largest = largest_of(light);
  const double smallest = smallest_of(light);
  if (largest <= 0) {
    light = {0, 0, 0};
    return;
  }
  const double below = -signed_signal(smallest / largest);
  if (below <= -gamut_knee) return;
  const double kept = std::max(0.0, -compress(below, -gamut_knee, widest_, 0));
  const double keep = (largest - std::pow(kept, video_gamma) * largest) / (largest - smallest);
  for (double& channel : light) channel = largest - (largest - channel) * keep;
}

// The brightest color of this hue in the source's primaries becomes the brightest one in BT.709.
double SdrMap::shorten(double largest, double in_source) const {
  const double longest = signed_signal(largest / in_source);
  return std::pow(compress(signed_signal(largest), bright_knee, longest, 1), video_gamma);
}

Vector3 SdrMap::operator()(const Vector3& signal) const {
  Vector3 source{};
  for (size_t i = 0; i < 3; ++i) source[i] = to_light(signal[i]);
  Vector3 light = source;
  double scale = 1;
  if (wide_) {
    light = multiply(to_709_, source);
    map_into_gamut(light);
    const double largest = largest_of(light);
    if (largest <= 0) return {0, 0, 0};
    scale = shorten(largest, largest_of(source)) / largest;
  }
  for (double& channel : light) channel = to_signal(channel * scale);
  return light;
}

}  // namespace cliploop
