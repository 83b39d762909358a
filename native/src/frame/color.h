// The color space of a frame.
#pragma once

#include <memory>
#include <string>
#include <vector>

extern "C" {
#include <libavutil/frame.h>
}

namespace cliploop {

struct DolbyMapping;  // frame/dolby.h
struct IccProfile;    // frame/icc.h

// Only transfer and primaries may be "unspecified", and only for SDR: these are BT.709 or BT.601.
struct ColorInfo {
  int matrix = AVCOL_SPC_BT709;  // see frame/matrix.h; RGB for RGB formats, and for Y'CbCr formats whose planes are G,
                                 // B and R
  AVColorRange range = AVCOL_RANGE_MPEG;
  AVColorTransferCharacteristic transfer = AVCOL_TRC_UNSPECIFIED;
  AVColorPrimaries primaries = AVCOL_PRI_UNSPECIFIED;
  int peak_nits = 0;                          // HDR: peak luminance of the content, 203 to 10000; 0 for SDR
  std::shared_ptr<const DolbyMapping> dolby;  // replaces the tags of the base layer; the matrix is matrix_ipt_c2
  std::shared_ptr<const ColorInfo> base;      // the tags of a base layer that has colors without `dolby`, or null
  std::shared_ptr<const IccProfile> icc;      // of a picture whose colors are not those of sRGB; replaces the transfer
                                              // and the primaries
  std::vector<std::string> assumed;           // what is not tagged: "matrix", "range", "primaries", "transfer"

  bool hdr() const { return transfer == AVCOL_TRC_SMPTE2084 || transfer == AVCOL_TRC_ARIB_STD_B67; }
  // Whether the conversion to sRGB needs tone or gamut mapping, or another transfer.
  bool needs_mapping() const;
  // Whether equal samples have equal colors.
  bool same_meaning(const ColorInfo& other) const;
  // What the file says about the colors.
  const ColorInfo& stated() const { return base ? *base : *this; }
  // Names of libav, such as "bt709".
  std::string matrix_name() const;
  std::string transfer_name() const;
  std::string primaries_name() const;
};

// An untagged or reserved matrix is assumed to be BT.2020 for HDR and for primaries of BT.2020, else BT.709 when width
// >= 1280 or height > 576, else BT.601. An untagged range is assumed to be limited, except for formats that are full by
// definition (yuvj, RGB, palette) and for gray. An untagged transfer of ICtCp is assumed to be PQ.
ColorInfo describe_color(const AVFrame& frame);

// Whether primaries differ so much from BT.709 that colors are converted. Those of standard definition (BT.601, EBU)
// are close to it, often tagged wrongly, and shown without conversion, as players and browsers do.
bool is_wide_gamut(AVColorPrimaries primaries);

// True for RGB and palettes, and for XYZ, which libswscale converts to RGB.
bool is_rgb(AVPixelFormat format);

// True for pixel formats with an alpha channel or a palette that may hold one.
bool has_alpha(AVPixelFormat format);

// The equivalent format without a range for yuvj420p and similar formats; others are returned unchanged.
AVPixelFormat without_range(AVPixelFormat format);

}  // namespace cliploop
