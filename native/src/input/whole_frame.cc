#include "input/whole_frame.h"

#include "base/av_compat.h"

namespace cliploop {

bool is_whole(AVCodecID codec, const AVFrame& frame, bool show_all, bool after_damage) {
  const bool is_intra = frame_is_key(frame) || frame.pict_type == AV_PICTURE_TYPE_I;
  if (show_all) return is_intra;
  switch (codec) {
    case AV_CODEC_ID_HEVC:
      // Frames of other packets than the first one are displayed before it, and need only that one.
      return is_intra || (packet_number(frame) != 0 && !after_damage);
    case AV_CODEC_ID_MPEG4:
    case AV_CODEC_ID_H261:
    case AV_CODEC_ID_H263:
    case AV_CODEC_ID_H263I:
    case AV_CODEC_ID_H263P:
    case AV_CODEC_ID_FLV1:
    case AV_CODEC_ID_MSMPEG4V1:
    case AV_CODEC_ID_MSMPEG4V2:
    case AV_CODEC_ID_MSMPEG4V3:
    case AV_CODEC_ID_WMV1:
    case AV_CODEC_ID_WMV2:
    case AV_CODEC_ID_WMV3:
    case AV_CODEC_ID_VC1:
    case AV_CODEC_ID_RV10:
    case AV_CODEC_ID_RV20:
    case AV_CODEC_ID_RV30:
    case AV_CODEC_ID_RV40:
    case AV_CODEC_ID_SVQ3:
    case AV_CODEC_ID_THEORA:
    case AV_CODEC_ID_VP3:
    case AV_CODEC_ID_VP6:
    case AV_CODEC_ID_VP6F:
      return is_intra;
    default:
      return true;  // these decoders return no frame before a key frame, or all their frames are key frames
  }
}

}  // namespace cliploop
