#include "frame/color.h"

#include <algorithm>

extern "C" {
#include <libavutil/dovi_meta.h>
#include <libavutil/pixdesc.h>
}

#include "frame/dolby.h"
#include "frame/hdr_metadata.h"
#include "frame/icc.h"
#include "frame/matrix.h"
#include "frame/tags.h"
#include "frame/tone.h"
#include "frame/transfer.h"

namespace cliploop {

namespace {

bool is_xyz(AVPixelFormat format) { return format == AV_PIX_FMT_XYZ12LE || format == AV_PIX_FMT_XYZ12BE; }

bool is_gray(const AVPixFmtDescriptor& format) { return format.nb_components <= 2; }

bool is_tagged(AVColorTransferCharacteristic transfer) {
  return transfer != AVCOL_TRC_RESERVED0 && transfer != AVCOL_TRC_RESERVED;
}

bool is_tagged(AVColorPrimaries primaries) {
  return primaries != AVCOL_PRI_UNSPECIFIED && primaries != AVCOL_PRI_RESERVED0 && primaries != AVCOL_PRI_RESERVED;
}

// The tagged matrix, or "unspecified" when it is none, or impossible for the format.
int known_matrix(const AVFrame& frame, const AVPixFmtDescriptor& format) {
  const int matrix = number_of(frame.colorspace);
  switch (matrix) {
    case AVCOL_SPC_BT709:
    case AVCOL_SPC_FCC:
    case AVCOL_SPC_BT470BG:
    case AVCOL_SPC_SMPTE170M:
    case AVCOL_SPC_SMPTE240M:
    case AVCOL_SPC_BT2020_NCL:
    case AVCOL_SPC_BT2020_CL:
    case AVCOL_SPC_SMPTE2085:
    case AVCOL_SPC_ICTCP:
    case matrix_ipt_c2:
    case AVCOL_SPC_YCGCO:
      return matrix;
    case matrix_ycgco_re:
    case matrix_ycgco_ro:
      // They hold R, G and B of at least 8 bits without loss.
      return format.comp[0].depth > 8 ? matrix : AVCOL_SPC_UNSPECIFIED;
    case AVCOL_SPC_CHROMA_DERIVED_NCL:
    case AVCOL_SPC_CHROMA_DERIVED_CL:
      return is_tagged(frame.color_primaries) ? matrix : AVCOL_SPC_UNSPECIFIED;
    case AVCOL_SPC_RGB:
      // Planes of G, B and R have the same size.
      return format.nb_components >= 3 && format.log2_chroma_w == 0 && format.log2_chroma_h == 0
                 ? AVCOL_SPC_RGB
                 : AVCOL_SPC_UNSPECIFIED;
    default:
      return AVCOL_SPC_UNSPECIFIED;
  }
}

void describe_yuv(const AVFrame& frame, const AVPixFmtDescriptor& format, ColorInfo& info) {
  info.matrix = known_matrix(frame, format);
  if (info.matrix == AVCOL_SPC_UNSPECIFIED) {
    const bool bt2020 = info.hdr() || info.primaries == AVCOL_PRI_BT2020;
    const bool large = frame.width >= 1280 || frame.height > 576;
    info.matrix = bt2020 ? AVCOL_SPC_BT2020_NCL : (large ? AVCOL_SPC_BT709 : AVCOL_SPC_SMPTE170M);
    if (!is_gray(format)) info.assumed.emplace_back("matrix");
  }
  if (frame.color_range == AVCOL_RANGE_JPEG || frame.color_range == AVCOL_RANGE_MPEG) {
    // The tag of the frame comes first: libav keeps the pixel format when only the range changes.
    info.range = frame.color_range;
  } else if (without_range(static_cast<AVPixelFormat>(frame.format)) != frame.format) {
    info.range = AVCOL_RANGE_JPEG;
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
  const auto name = static_cast<AVPixelFormat>(frame.format);
  const AVPixFmtDescriptor* format = av_pix_fmt_desc_get(name);
  if (format != nullptr && is_xyz(name)) {
    // libswscale converts it to sRGB, so the tags no longer hold.
    info.matrix = AVCOL_SPC_RGB;
    info.range = AVCOL_RANGE_JPEG;
    return info;
  }
  info.transfer = is_tagged(frame.color_trc) ? frame.color_trc : AVCOL_TRC_UNSPECIFIED;
  info.primaries = is_tagged(frame.color_primaries) ? frame.color_primaries : AVCOL_PRI_UNSPECIFIED;
  if (format == nullptr || is_rgb(name)) {
    info.matrix = AVCOL_SPC_RGB;
    info.range = AVCOL_RANGE_JPEG;
  } else if (std::shared_ptr<const DolbyMapping> dolby = dolby_mapping(frame)) {
    if (dolby->completes) {
      describe_yuv(frame, *format, info);
      if (info.primaries == AVCOL_PRI_UNSPECIFIED) {
        info.primaries = AVCOL_PRI_BT2020;
        info.assumed.emplace_back("primaries");
      }
      info.base = std::make_shared<const ColorInfo>(info);
      info.assumed.clear();
    }
    info.matrix = matrix_ipt_c2;
    info.range = AVCOL_RANGE_JPEG;
    info.transfer = AVCOL_TRC_SMPTE2084;
    info.primaries = AVCOL_PRI_BT2020;
    info.dolby = std::move(dolby);
  } else {
    describe_yuv(frame, *format, info);
  }
  const bool ictcp = info.matrix == AVCOL_SPC_ICTCP || info.matrix == matrix_ipt_c2;
  if (ictcp && info.transfer == AVCOL_TRC_UNSPECIFIED) {
    info.transfer = AVCOL_TRC_SMPTE2084;
    info.assumed.emplace_back("transfer");
  }
  const bool bt2020 = info.matrix == AVCOL_SPC_BT2020_NCL || info.matrix == AVCOL_SPC_BT2020_CL;
  if (info.primaries == AVCOL_PRI_UNSPECIFIED && (info.hdr() || bt2020 || ictcp)) {
    info.primaries = AVCOL_PRI_BT2020;
    info.assumed.emplace_back("primaries");
  }
  if (info.range == AVCOL_RANGE_JPEG && !info.hdr()) info.icc = icc_profile(frame);
  if (info.transfer == AVCOL_TRC_SMPTE2084) info.peak_nits = read_hdr_metadata(frame).likely_peak();
  if (info.transfer == AVCOL_TRC_ARIB_STD_B67) info.peak_nits = usual_peak_nits;
  return info;
}

bool ColorInfo::needs_mapping() const {
  if (icc) return true;
  switch (transfer) {
    case AVCOL_TRC_SMPTE2084:
    case AVCOL_TRC_ARIB_STD_B67:
    case AVCOL_TRC_LINEAR:
    case AVCOL_TRC_LOG:
    case AVCOL_TRC_LOG_SQRT:
    case AVCOL_TRC_SMPTE428:
      return true;
    default:
      return is_wide_gamut(primaries);
  }
}

bool ColorInfo::same_meaning(const ColorInfo& other) const {
  const bool same_dolby = dolby == other.dolby || (dolby && other.dolby && *dolby == *other.dolby);
  const bool same_icc = icc == other.icc || (icc && other.icc && *icc == *other.icc);
  return matrix == other.matrix && range == other.range && transfer == other.transfer && primaries == other.primaries &&
         peak_nits == other.peak_nits && same_dolby && same_icc;
}

bool is_wide_gamut(AVColorPrimaries primaries) {
  switch (primaries) {
    case AVCOL_PRI_BT470M:
    case AVCOL_PRI_FILM:
    case AVCOL_PRI_BT2020:
    case AVCOL_PRI_SMPTE428:
    case AVCOL_PRI_SMPTE431:
    case AVCOL_PRI_SMPTE432:
      return true;
    default:
      return false;
  }
}

bool is_rgb(AVPixelFormat format) {
  const AVPixFmtDescriptor* description = av_pix_fmt_desc_get(format);
  return description != nullptr &&
         ((description->flags & (AV_PIX_FMT_FLAG_RGB | AV_PIX_FMT_FLAG_PAL)) != 0 || is_xyz(format));
}

std::string ColorInfo::matrix_name() const {
  if (matrix == matrix_ipt_c2) return "ipt-c2";
  if (matrix == matrix_ycgco_re) return "ycgco-re";
  if (matrix == matrix_ycgco_ro) return "ycgco-ro";
  return name_or_unknown(av_color_space_name(static_cast<AVColorSpace>(matrix)));
}
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
