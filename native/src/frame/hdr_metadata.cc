#include "frame/hdr_metadata.h"

#include <algorithm>
#include <cmath>

extern "C" {
#include <libavutil/dovi_meta.h>
#include <libavutil/hdr_dynamic_metadata.h>
}

#include "frame/tone.h"

namespace cliploop {

namespace {

constexpr int highest_nits = 10'000;  // of PQ
constexpr int highest_likely_nits = 2000;

// Some phones state 0.1 nits and mean 1000.
bool is_plausible(double nits) { return nits >= 1 && nits <= highest_nits; }

template <typename T>
const T* side_data(const AVFrame& frame, AVFrameSideDataType type) {
  const AVFrameSideData* data = av_frame_get_side_data(&frame, type);
  return data == nullptr || data->size < sizeof(T) ? nullptr : reinterpret_cast<const T*>(data->data);
}

}  // namespace

void HdrMetadata::add(const AVMasteringDisplayMetadata& display) {
  const AVRational peak = display.max_luminance;
  if (display.has_luminance == 0 || peak.den == 0 || !is_plausible(av_q2d(peak))) return;
  display_peak = static_cast<int>(std::lround(av_q2d(peak)));
}

void HdrMetadata::add(const AVContentLightMetadata& light) {
  if (is_plausible(light.MaxCLL)) content_peak = static_cast<int>(light.MaxCLL);
}

int HdrMetadata::likely_peak() const {
  int peak = usual_peak_nits;
  if (dolby_peak > 0) peak = dolby_peak;
  if (display_peak > 0) peak = display_peak;
  if (content_peak > 0) peak = content_peak;
  if (scene_peak > 0) peak = scene_peak;
  return std::clamp(peak, white_nits, highest_likely_nits);
}

HdrMetadata read_hdr_metadata(const AVFrame& frame) {
  HdrMetadata metadata;
  if (const auto* display = side_data<AVMasteringDisplayMetadata>(frame, AV_FRAME_DATA_MASTERING_DISPLAY_METADATA)) {
    metadata.add(*display);
  }
  if (const auto* light = side_data<AVContentLightMetadata>(frame, AV_FRAME_DATA_CONTENT_LIGHT_LEVEL)) {
    metadata.add(*light);
  }
  const auto* dynamic = side_data<AVDynamicHDRPlus>(frame, AV_FRAME_DATA_DYNAMIC_HDR_PLUS);
  if (dynamic != nullptr && dynamic->num_windows > 0) {
    double peak = 0;
    for (const AVRational& channel : dynamic->params[0].maxscl) {
      if (channel.den != 0) peak = std::max(peak, av_q2d(channel) * highest_nits);
    }
    if (is_plausible(peak)) metadata.scene_peak = static_cast<int>(std::lround(peak));
  }
  if (const auto* dolby = side_data<AVDOVIMetadata>(frame, AV_FRAME_DATA_DOVI_METADATA)) {
    const double peak = pq_to_nits(av_dovi_get_color(dolby)->source_max_pq / 4095.0);
    if (is_plausible(peak)) metadata.dolby_peak = static_cast<int>(std::lround(peak));
  }
  return metadata;
}

}  // namespace cliploop
