// The color space of a frame.
#pragma once

#include <string>
#include <vector>

extern "C" {
#include <libavutil/frame.h>
}

namespace cliploop {

// Only transfer and primaries may be "unspecified", and only for SDR: these are BT.709 or BT.601, and both are shown
// without conversion.
struct ColorInfo {
  AVColorSpace matrix = AVCOL_SPC_BT709;  // RGB for RGB formats
  AVColorRange range = AVCOL_RANGE_MPEG;
  AVColorTransferCharacteristic transfer = AVCOL_TRC_UNSPECIFIED;
  AVColorPrimaries primaries = AVCOL_PRI_UNSPECIFIED;
  int peak_nits = 0;                 // HDR: stated peak luminance of the content, 203 to 2000; 0 for SDR
  std::vector<std::string> assumed;  // what is not tagged: "matrix", "range", "primaries"

  bool hdr() const { return transfer == AVCOL_TRC_SMPTE2084 || transfer == AVCOL_TRC_ARIB_STD_B67; }
  // Whether the conversion to sRGB needs tone or gamut mapping.
  bool needs_mapping() const;
  // Whether equal samples have equal colors.
  bool same_meaning(const ColorInfo& other) const {
    return matrix == other.matrix && range == other.range && transfer == other.transfer &&
           primaries == other.primaries && peak_nits == other.peak_nits;
  }
  // Names of libav, such as "bt709".
  std::string matrix_name() const;
  std::string transfer_name() const;
  std::string primaries_name() const;
};

// An untagged or reserved matrix is assumed to be BT.709 when width >= 1280 or height > 576, else BT.601. An untagged
// range is assumed to be limited, except for formats that are full by definition (yuvj, RGB, palette) and for gray.
ColorInfo describe_color(const AVFrame& frame);

// True for pixel formats with an alpha channel or a palette that may hold one.
bool has_alpha(AVPixelFormat format);

// The equivalent format without a range for yuvj420p and similar formats; others are returned unchanged.
AVPixelFormat without_range(AVPixelFormat format);

}  // namespace cliploop
