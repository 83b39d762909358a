#include "input/dolby.h"

#include "base/av_compat.h"
#include "frame/dolby.h"
#include "frame/matrix.h"
#include "frame/tags.h"

namespace cliploop {
namespace {

struct Tags {
  AVColorSpace matrix;
  AVColorPrimaries primaries;
  AVColorTransferCharacteristic transfer;
};

void fill_in(const Tags& tags, AVFrame& frame) {
  if (number_of(frame.colorspace) == AVCOL_SPC_UNSPECIFIED) frame.colorspace = tags.matrix;
  if (frame.color_primaries == AVCOL_PRI_UNSPECIFIED) frame.color_primaries = tags.primaries;
  if (frame.color_trc == AVCOL_TRC_UNSPECIFIED) frame.color_trc = tags.transfer;
}

}  // namespace

std::optional<DolbyConfig> dolby_config(const AVStream& stream) {
  const AVDOVIDecoderConfigurationRecord* record = stream_dolby_record(stream);
  if (record == nullptr) return {};
  return DolbyConfig{record->dv_profile, record->dv_bl_signal_compatibility_id};
}

void complete_color_tags(const DolbyConfig& config, AVFrame& frame) {
  if (config.needs_metadata()) {
    if (!lacks_color_metadata(config, frame)) return;
    // Without metadata, the coding that is closest: ICtCp for HEVC, IPT for AV1, whose metadata older versions of libav
    // do not read.
    const AVColorSpace matrix = config.profile == 5 ? AVCOL_SPC_ICTCP : matrix_ipt_c2;
    if (number_of(frame.colorspace) != AVCOL_SPC_ICTCP) frame.colorspace = matrix;
    if (frame.color_range == AVCOL_RANGE_UNSPECIFIED) frame.color_range = AVCOL_RANGE_JPEG;
    frame.color_primaries = AVCOL_PRI_BT2020;
    frame.color_trc = AVCOL_TRC_SMPTE2084;
    return;
  }
  switch (config.compatibility) {
    case 1:
    case 6:
      fill_in({AVCOL_SPC_BT2020_NCL, AVCOL_PRI_BT2020, AVCOL_TRC_SMPTE2084}, frame);
      break;
    case 2:
      fill_in({AVCOL_SPC_BT709, AVCOL_PRI_BT709, AVCOL_TRC_BT709}, frame);
      break;
    case 4:
      fill_in({AVCOL_SPC_BT2020_NCL, AVCOL_PRI_BT2020, AVCOL_TRC_ARIB_STD_B67}, frame);
      break;
    default:
      break;
  }
}

bool lacks_color_metadata(const DolbyConfig& config, const AVFrame& frame) {
  return config.needs_metadata() && !dolby_mapping(frame);
}

}  // namespace cliploop
