// What a frame's samples mean.
#pragma once

#include <string>
#include <vector>

extern "C" {
#include <libavutil/frame.h>
}

namespace cliploop {

// Resolved: no value is "unspecified" except transfer and primaries, which may stay so for SDR (then BT.709 or BT.601,
// both shown as they are).
struct ColorInfo {
  AVColorSpace matrix = AVCOL_SPC_BT709;  // RGB for RGB formats
  AVColorRange range = AVCOL_RANGE_MPEG;
  AVColorTransferCharacteristic transfer = AVCOL_TRC_UNSPECIFIED;
  AVColorPrimaries primaries = AVCOL_PRI_UNSPECIFIED;
  int peak_nits = 0;                 // HDR: brightest light that the content claims, 203 to 2000; 0 for SDR
  std::vector<std::string> assumed;  // what was not tagged and had to be assumed: "matrix", "range", "primaries"

  bool hdr() const { return transfer == AVCOL_TRC_SMPTE2084 || transfer == AVCOL_TRC_ARIB_STD_B67; }
  // Needs more than a matrix to become sRGB.
  bool needs_mapping() const;
  // Equal samples mean equal colours.
  bool same_look(const ColorInfo& other) const {
    return matrix == other.matrix && range == other.range && transfer == other.transfer &&
           primaries == other.primaries && peak_nits == other.peak_nits;
  }
  // Names as libav spells them, such as "bt709" and "tv".
  std::string matrix_name() const;
  std::string range_name() const;
  std::string transfer_name() const;
  std::string primaries_name() const;
};

// Untagged or reserved matrix: BT.709 when width >= 1280 or height > 576, else BT.601. Untagged range: limited, unless
// the pixel format is full by definition (yuvj, RGB, palette, grey).
ColorInfo describe_color(const AVFrame& frame);

// True for pixel formats with an alpha channel or a palette that may hold one.
bool has_alpha(AVPixelFormat format);

// yuvj420p and its kin as the same layout without the range in its name; all else as it is.
AVPixelFormat without_range(AVPixelFormat format);

}  // namespace cliploop
