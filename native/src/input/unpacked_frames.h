// cspell:words AVBSF
// Separates the frames of MPEG-4 video that are packed into one packet, as DivX does in AVI.
#pragma once

#include <memory>

extern "C" {
#include <libavcodec/bsf.h>
}

#include "base/av_ptr.h"

namespace cliploop {

struct AvFilterFree {
  void operator()(AVBSFContext* filter) const { av_bsf_free(&filter); }
};

class UnpackedFrames {
 public:
  // Null when the codec cannot be packed, or when libav cannot separate the frames.
  static std::unique_ptr<UnpackedFrames> make(const AVStream& stream);

  // Replaces the packet by the one with a single frame that is decoded at its time. False when there is none.
  bool replace(AVPacket& packet);
  // Call this after a seek.
  void clear() { av_bsf_flush(filter_.get()); }

 private:
  std::unique_ptr<AVBSFContext, AvFilterFree> filter_;
};

}  // namespace cliploop
