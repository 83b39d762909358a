// Finds interlaced pictures before they are decoded.
#pragma once

#include "base/av_ptr.h"

namespace cliploop {

// For H.264, MPEG-1 and MPEG-2, whose packets state it. It reads packets and not frames, because the number of threads
// decides how many packets a decoder takes before it returns a frame.
class InterlaceWatch {
 public:
  explicit InterlaceWatch(const AVStream& stream);
  // Takes packets in the order of the file.
  void look(const AVPacket& packet);
  // True after the first interlaced picture.
  bool seen() const { return seen_; }

 private:
  CodecPtr context_;
  ParserPtr parser_;
  bool seen_ = false;
};

}  // namespace cliploop
