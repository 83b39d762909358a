// Scales frames with the resampler, or with libswscale for uncommon formats.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

extern "C" {
#include <libavutil/frame.h>
#include <libswscale/swscale.h>
}

#include "frame/color.h"
#include "frame/geometry.h"
#include "frame/part_output.h"
#include "frame/planes.h"
#include "frame/resample.h"

namespace cliploop {

// A part of a picture to show, in its pixels.
struct ScaleView {
  double x = 0;
  double y = 0;
  double width = 0;
  double height = 0;
  friend bool operator==(const ScaleView&, const ScaleView&) = default;
};

// The input and output of a Scaler. A change of any member needs another scaler.
struct ScaleSpec {
  int source_width = 0;
  int source_height = 0;
  AVPixelFormat source_format = AV_PIX_FMT_NONE;  // without_range() applied
  ScaleView view;                                 // what the result shows
  Rect bounds;    // the only pixels that may be read; the others count as those at its border
  int width = 0;  // of the result
  int height = 0;
  AVPixelFormat format = AV_PIX_FMT_NONE;
  AVChromaLocation chroma = AVCHROMA_LOC_UNSPECIFIED;

  // Shows the whole source.
  static ScaleSpec whole(int source_width, int source_height, AVPixelFormat source_format, int width, int height,
                         AVPixelFormat format, AVChromaLocation chroma = AVCHROMA_LOC_UNSPECIFIED) {
    const ScaleView view{0, 0, source_width * 1.0, source_height * 1.0};
    return {source_width, source_height, source_format, view,  {0, 0, source_width, source_height},
            width,        height,        format,        chroma};
  }
  bool is_whole() const {
    return bounds == Rect{0, 0, source_width, source_height} &&
           view == ScaleView{0, 0, source_width * 1.0, source_height * 1.0};
  }
  friend bool operator==(const ScaleSpec&, const ScaleSpec&) = default;
};

// Bit-exact Lanczos scaling with chroma at full resolution. Planar Y'CbCr, the format of nearly all videos, uses
// Resampler, which is several times faster than libswscale. Other formats use libswscale, with area averaging before
// the kernel where the reduction is larger than the kernel supports.
class Scaler {
 public:
  // Throws DECODE_FAILED for an unsupported pixel format, and INTERNAL when libswscale cannot be initialized.
  explicit Scaler(const ScaleSpec& spec);

  // `to` has the size of the result.
  void run(const Planes& from, ScaleBuffer& to);

 private:
  struct Free {
    void operator()(SwsContext* context) const { sws_freeContext(context); }
  };
  struct Step {
    std::unique_ptr<SwsContext, Free> context;
    int source_height = 0;
    ScaleBuffer result;  // empty for the last step
  };
  // Scales one plane.
  struct PlaneScaler {
    Resampler resampler;
    int64_t rows = 0;   // before the first one to read
    int64_t bytes = 0;  // before the first sample to read in a row
  };
  // The chroma planes of a format: their subsampling, and the place of their samples as in ChromaPosition.
  struct Subsampling {
    int log2_x = 0;
    int log2_y = 0;
    int at_x = 0;
    int at_y = 0;
  };
  void add_step(const ScaleSpec& spec, int flags);
  // depth: bits of a sample.
  PlaneScaler plane(int depth, const Subsampling& chroma) const;
  // Whether the resamplers support the reduction.
  bool kernels_fit() const;
  // Prepares the resamplers. False when they do not support the formats or the reduction.
  bool prepare_resamplers();
  // Prepares the resamplers for a part of a picture of any format. False for whole pictures.
  bool prepare_part();

  ScaleSpec spec_;
  std::vector<PlaneScaler> planes_;  // empty, or those of each plane
  std::optional<PartOutput> part_;   // the end of a part of a format that the resamplers do not read or write
  std::vector<Step> steps_;
};

}  // namespace cliploop
