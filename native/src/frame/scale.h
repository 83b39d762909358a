// Scales frames with the resampler, or with libswscale for uncommon formats.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <vector>

extern "C" {
#include <libavutil/frame.h>
#include <libswscale/swscale.h>
}

#include "frame/color.h"
#include "frame/geometry.h"
#include "frame/resample.h"

namespace cliploop {

// A view of the planes of a frame. Unused planes are null.
struct Planes {
  std::array<const uint8_t*, 4> data{};
  std::array<int, 4> stride{};  // bytes
};

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

// Planes with room behind each row, because libswscale writes past the ends of rows.
class ScaleBuffer {
 public:
  ScaleBuffer() = default;
  ScaleBuffer(AVPixelFormat format, int width, int height);

  std::array<uint8_t*, 4> data{};
  std::array<int, 4> stride{};
  Planes planes() const { return {{data[0], data[1], data[2], data[3]}, stride}; }

 private:
  struct Free {
    void operator()(uint8_t* memory) const;
  };
  std::unique_ptr<uint8_t, Free> memory_;
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
  void copy_part(ScaleBuffer& to) const;
  // The result of libswscale, from which the wanted part is copied; empty when that is everything.
  ScaleBuffer whole_;
  ScaleSpec spec_;
  std::vector<Resampler> planes_;  // empty, or those of Y, Cb and Cr
  std::vector<Step> steps_;
};

}  // namespace cliploop
