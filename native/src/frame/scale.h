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

// The input and output of a Scaler. A change of any member needs another scaler.
struct ScaleSpec {
  int source_width = 0;
  int source_height = 0;
  AVPixelFormat source_format = AV_PIX_FMT_NONE;  // without_range() applied
  // The size after scaling, and the part of it that is wanted.
  int width = 0;
  int height = 0;
  Rect part;
  AVPixelFormat format = AV_PIX_FMT_NONE;
  AVChromaLocation chroma = AVCHROMA_LOC_UNSPECIFIED;
  friend bool operator==(const ScaleSpec&, const ScaleSpec&) = default;
};

// Bit-exact Lanczos scaling with chroma at full resolution. Planar Y'CbCr, the format of nearly all videos, uses
// Resampler, which is several times faster than libswscale. Other formats use libswscale, with area averaging before
// the kernel where the reduction is larger than the kernel supports.
class Scaler {
 public:
  // Throws DECODE_FAILED for an unsupported pixel format, and INTERNAL when libswscale cannot be initialized.
  explicit Scaler(const ScaleSpec& spec);

  // `to` has the size of the wanted part.
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
  void add_step(const ScaleSpec& spec, int flags);
  // Prepares the resamplers. False when they do not support the formats or the reduction.
  bool prepare_resamplers();
  // Prepares the resamplers for one part of a picture of any format. False when they do not support the reduction.
  bool prepare_part();
  void copy_part(ScaleBuffer& to) const;
  // The result of libswscale, from which the wanted part is copied; empty when that is everything.
  ScaleBuffer whole_;
  ScaleSpec spec_;
  std::vector<Resampler> planes_;   // empty, or those of each plane
  std::optional<PartOutput> part_;  // the end of a part of a format that the resamplers do not read or write
  std::vector<Step> steps_;
};

// Whether scaling by a Scaler makes the whole scaled picture, also where only a part of it is wanted.
bool scales_whole(int source_width, int source_height, int width, int height);

}  // namespace cliploop
