#include "frame/peak.h"

#include <algorithm>
#include <cmath>

#include "frame/hdr_metadata.h"
#include "frame/tone.h"

namespace cliploop {

namespace {

constexpr int strip_rows = 64;  // a multiple of the rows of a chroma sample in every format
// Of large frames that are slow to convert, only the first rows of each strip are measured.
constexpr int thin_rows = 16;
constexpr int large_height = 720;
constexpr double kFullSignal = 65535;
constexpr double hlg_peak_nits = 1000;
constexpr double hlg_gamma = 1.2;

// The highest of R, G and B in a row of R G B A.
uint16_t highest_of(const uint16_t* rgba, int width) {
  uint16_t highest[4] = {};
  for (int i = 0; i < width * 4; i += 4) {
    for (int c = 0; c < 4; ++c) highest[c] = std::max(highest[c], rgba[i + c]);
  }
  return std::max({highest[0], highest[1], highest[2]});
}

// The brightest channel of a pixel with the primaries of BT.2020 on the display of BT.2100.
double hlg_nits(const uint16_t* rgb) {
  const double red = hlg_to_scene(rgb[0] / kFullSignal), green = hlg_to_scene(rgb[1] / kFullSignal),
               blue = hlg_to_scene(rgb[2] / kFullSignal);
  const double luminance = 0.2627 * red + 0.678 * green + 0.0593 * blue;
  return hlg_peak_nits * std::max({red, green, blue}) * std::pow(luminance, hlg_gamma - 1);
}

// A signal whose pixels cannot be brighter than this: gray is the brightest color with a given highest channel.
uint16_t hlg_signal_of(double nits) {
  constexpr double a = 0.17883277, b = 0.28466892, c = 0.55991073;
  const double scene = std::pow(nits / hlg_peak_nits, 1 / hlg_gamma);
  const double signal = scene <= 1.0 / 12 ? std::sqrt(3 * scene) : a * std::log(12 * scene - b) + c;
  return static_cast<uint16_t>(std::clamp(signal * kFullSignal, 0.0, kFullSignal));
}

}  // namespace

void PeakMeter::add_strip(Raster& raster, const AVFrame& frame, ColorInfo color, int y, int rows) {
  color.peak_nits = usual_peak_nits;  // so that all frames have the same color
  raster.prepare(frame, color, false, compute_geometry({frame.width, rows, Rational{1}, {}}, {}));
  raster.scan(frame, {0, y, frame.width, rows}, [&](const uint16_t* rgba) {
    const uint16_t highest = highest_of(rgba, frame.width);
    if (color.transfer == AVCOL_TRC_SMPTE2084) {
      signal_ = std::max(signal_, highest);
      return;
    }
    if (highest <= hlg_signal_) return;
    for (int x = 0; x < frame.width; ++x, rgba += 4) {
      if (std::max({rgba[0], rgba[1], rgba[2]}) <= hlg_signal_) continue;
      const double nits = hlg_nits(rgba);
      if (nits <= hlg_nits_) continue;
      hlg_nits_ = nits;
      hlg_signal_ = hlg_signal_of(nits);
    }
  });
}

int PeakMeter::measure(const AVFrame& frame, const ColorInfo& color) {
  signal_ = hlg_signal_ = 0;
  hlg_nits_ = 0;
  const int rows = color.dolby && frame.height >= large_height ? thin_rows : strip_rows;
  int y = 0;
  for (; y + strip_rows <= frame.height; y += strip_rows) add_strip(strip_, frame, color, y, rows);
  if (y < frame.height) add_strip(last_strip_, frame, color, y, frame.height - y);
  const double pq = signal_ == 0 ? 0 : pq_to_nits(signal_ / kFullSignal);
  return static_cast<int>(std::lround(std::max(pq, hlg_nits_)));
}

}  // namespace cliploop
