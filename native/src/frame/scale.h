// libswscale, held so that its traps stay in one place.
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

// Samples in memory, owned by somebody else. Unused planes are null.
struct Planes {
  std::array<const uint8_t*, 4> data{};
  std::array<int, 4> stride{};  // bytes
};

// What a Scaler turns into what. Everything that would make another scaler necessary is in here.
struct ScaleSpec {
  int source_width = 0;
  int source_height = 0;
  AVPixelFormat source_format = AV_PIX_FMT_NONE;  // without_range() applied
  int width = 0;
  int height = 0;
  AVPixelFormat format = AV_PIX_FMT_NONE;
  AVChromaLocation chroma = AVCHROMA_LOC_UNSPECIFIED;
  friend bool operator==(const ScaleSpec&, const ScaleSpec&) = default;
};

// A picture with room around it: the scaler writes past the ends of rows.
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

// Lanczos, bit-exact, chroma at full resolution. Planar Y'CbCr, which is nearly every video, goes through a scaler of
// our own, several times faster than libswscale's; libswscale does the rest. There, shrinking by more than the kernel
// can reach goes through area averages.
class Scaler {
 public:
  // Throws DECODE_FAILED (stage "scale") for a pixel format that cannot be read, INTERNAL for a scaler that cannot be
  // made.
  explicit Scaler(const ScaleSpec& spec);

  const ScaleSpec& spec() const { return spec_; }
  void run(const Planes& from, ScaleBuffer& to);

 private:
  struct Free {
    void operator()(SwsContext* context) const { sws_freeContext(context); }
  };
  struct Step {
    std::unique_ptr<SwsContext, Free> context;
    int source_height = 0;
    ScaleBuffer result;  // empty in the last step
  };
  void add_step(const ScaleSpec& spec, int flags);
  bool resample();

  ScaleSpec spec_;
  std::vector<Resampler> planes_;  // when not empty: luma, blue and red difference
  std::vector<Step> steps_;
};

}  // namespace cliploop
