#include "frame/color.h"

#include <algorithm>

extern "C" {
#include <libavutil/mastering_display_metadata.h>
#include <libavutil/pixdesc.h>
}

#include "frame/tone.h"

namespace cliploop {

namespace {

// HDR10 without metadata was usually graded on a display of 1000 nits.
constexpr int usual_peak_nits = 1000;
// Metadata of 4000 or 10000 nits describes the mastering display, and rarely the content. Using it would darken the
// whole frame.
constexpr int highest_peak_nits = 2000;

bool is_rgb(AVPixelFormat name, const AVPixFmtDescriptor& format) {
  // libswscale converts XYZ to RGB.
  return (format.flags & (AV_PIX_FMT_FLAG_RGB | AV_PIX_FMT_FLAG_PAL)) != 0 || name == AV_PIX_FMT_XYZ12LE ||
         name == AV_PIX_FMT_XYZ12BE;
}

bool is_gray(const AVPixFmtDescriptor& format) { return format.nb_components <= 2; }

// The closest matrix that the scaler has coefficients for.
AVColorSpace usable_matrix(AVColorSpace matrix, AVColorPrimaries primaries) {
  switch (matrix) {
    case AVCOL_SPC_BT709:
    case AVCOL_SPC_FCC:
    case AVCOL_SPC_BT470BG:
    case AVCOL_SPC_SMPTE170M:
    case AVCOL_SPC_SMPTE240M:
    case AVCOL_SPC_BT2020_NCL:
      return matrix;
    case AVCOL_SPC_BT2020_CL:
      return AVCOL_SPC_BT2020_NCL;
    case AVCOL_SPC_CHROMA_DERIVED_NCL:
    case AVCOL_SPC_CHROMA_DERIVED_CL:
      if (primaries == AVCOL_PRI_BT2020) return AVCOL_SPC_BT2020_NCL;
      if (primaries == AVCOL_PRI_BT709) return AVCOL_SPC_BT709;
      if (primaries == AVCOL_PRI_SMPTE170M || primaries == AVCOL_PRI_BT470BG) return AVCOL_SPC_SMPTE170M;
      return AVCOL_SPC_UNSPECIFIED;
    default:
      return AVCOL_SPC_UNSPECIFIED;
  }
}

bool is_tagged(AVColorPrimaries primaries) {
  return primaries != AVCOL_PRI_UNSPECIFIED && primaries != AVCOL_PRI_RESERVED0 && primaries != AVCOL_PRI_RESERVED;
}

int peak_of(const AVFrame& frame) {
  int peak = usual_peak_nits;
  const AVFrameSideData* light = av_frame_get_side_data(&frame, AV_FRAME_DATA_CONTENT_LIGHT_LEVEL);
  const AVFrameSideData* display = av_frame_get_side_data(&frame, AV_FRAME_DATA_MASTERING_DISPLAY_METADATA);
  if (light != nullptr && reinterpret_cast<const AVContentLightMetadata*>(light->data)->MaxCLL > 0) {
    peak = static_cast<int>(
        std::min(reinterpret_cast<const AVContentLightMetadata*>(light->data)->MaxCLL, unsigned{highest_peak_nits}));
  } else if (display != nullptr) {
    const auto* mastering = reinterpret_cast<const AVMasteringDisplayMetadata*>(display->data);
    const AVRational most = mastering->max_luminance;
    if (mastering->has_luminance != 0 && most.num > 0 && most.den > 0) peak = most.num / most.den;
  }
  return std::clamp(peak, white_nits, highest_peak_nits);
}

void describe_yuv(const AVFrame& frame, const AVPixFmtDescriptor& format, ColorInfo& info) {
  info.matrix = usable_matrix(frame.colorspace, frame.color_primaries);
  if (info.matrix == AVCOL_SPC_UNSPECIFIED) {
    info.matrix = frame.width >= 1280 || frame.height > 576 ? AVCOL_SPC_BT709 : AVCOL_SPC_SMPTE170M;
    if (!is_gray(format)) info.assumed.emplace_back("matrix");
  }
  if (without_range(static_cast<AVPixelFormat>(frame.format)) != frame.format) {
    info.range = AVCOL_RANGE_JPEG;
  } else if (frame.color_range == AVCOL_RANGE_JPEG || frame.color_range == AVCOL_RANGE_MPEG) {
    info.range = frame.color_range;
  } else {
    // Image and lossless codecs do not tag gray, and their black is 0. Video codecs tag it.
    info.range = is_gray(format) ? AVCOL_RANGE_JPEG : AVCOL_RANGE_MPEG;
    info.assumed.emplace_back("range");
  }
}

std::string name_or_unknown(const char* name) { return name == nullptr ? "unknown" : name; }

}  // namespace

ColorInfo describe_color(const AVFrame& frame) {
  ColorInfo info;
  info.transfer = frame.color_trc;
  info.primaries = is_tagged(frame.color_primaries) ? frame.color_primaries : AVCOL_PRI_UNSPECIFIED;
  const AVPixFmtDescriptor* format = av_pix_fmt_desc_get(static_cast<AVPixelFormat>(frame.format));
  if (format == nullptr || is_rgb(static_cast<AVPixelFormat>(frame.format), *format)) {
    info.matrix = AVCOL_SPC_RGB;
    info.range = AVCOL_RANGE_JPEG;
  } else {
    describe_yuv(frame, *format, info);
  }
  if (info.primaries == AVCOL_PRI_UNSPECIFIED && (info.hdr() || info.matrix == AVCOL_SPC_BT2020_NCL)) {
    info.primaries = AVCOL_PRI_BT2020;
    info.assumed.emplace_back("primaries");
  }
  if (info.transfer == AVCOL_TRC_SMPTE2084) info.peak_nits = peak_of(frame);
  if (info.transfer == AVCOL_TRC_ARIB_STD_B67) info.peak_nits = usual_peak_nits;
  return info;
}

bool ColorInfo::needs_mapping() const {
  return hdr() || primaries == AVCOL_PRI_BT2020 || primaries == AVCOL_PRI_SMPTE431 || primaries == AVCOL_PRI_SMPTE432;
}

std::string ColorInfo::matrix_name() const { return name_or_unknown(av_color_space_name(matrix)); }
std::string ColorInfo::transfer_name() const { return name_or_unknown(av_color_transfer_name(transfer)); }
std::string ColorInfo::primaries_name() const { return name_or_unknown(av_color_primaries_name(primaries)); }

bool has_alpha(AVPixelFormat format) {
  const AVPixFmtDescriptor* description = av_pix_fmt_desc_get(format);
  return description != nullptr && (description->flags & (AV_PIX_FMT_FLAG_ALPHA | AV_PIX_FMT_FLAG_PAL)) != 0;
}

AVPixelFormat without_range(AVPixelFormat format) {
  switch (format) {
    case AV_PIX_FMT_YUVJ411P:
      return AV_PIX_FMT_YUV411P;
    case AV_PIX_FMT_YUVJ420P:
      return AV_PIX_FMT_YUV420P;
    case AV_PIX_FMT_YUVJ422P:
      return AV_PIX_FMT_YUV422P;
    case AV_PIX_FMT_YUVJ440P:
      return AV_PIX_FMT_YUV440P;
    case AV_PIX_FMT_YUVJ444P:
      return AV_PIX_FMT_YUV444P;
    default:
      return format;
  }
}

}  // namespace cliploop
