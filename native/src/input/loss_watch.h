// Notices packets that are missing from a transport stream. Decoders do not report all of them.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "base/av_ptr.h"

namespace cliploop {

class LossWatch {
 public:
  struct Finding {
    bool suspect = false;  // the container reports damage here; at the joint of two files there may be none
    bool lost = false;     // and the time stamps have a hole there
  };
  // Takes the packets in decoding order.
  Finding look(const AVPacket& packet);

 private:
  static constexpr size_t kSteps = 32;
  std::array<int64_t, kSteps> steps_{};  // between time stamps of recent packets
  int64_t count_ = 0;
  int64_t last_ = AV_NOPTS_VALUE;
  int64_t suspect_at_ = -1;  // number of the last packet that the container reported
};

}  // namespace cliploop
