// Finds frames that a decoder has not filled. Some decoders leave parts of a damaged frame as they were in the buffer,
// without a report.
#pragma once

#include <deque>
#include <mutex>
#include <vector>

#include "base/av_ptr.h"

namespace cliploop {

// Writes a mark at the end of each row of blocks of a new frame. Where it is left, the decoder has not filled the row.
void write_marks(AVFrame& frame);
bool has_marks(const AVFrame& frame);
// Removes the marks that are left. Returns whether there are any.
bool clear_marks(AVFrame& frame);

// Watches frames from the time when their buffers are allocated. Later frames may refer to a frame, and be displayed
// before it, so the marks must be looked for before the frame itself is received.
class GapWatch {
 public:
  // Writes the marks. number: of the packet. The threads of a decoder may call this.
  void add(AVFrame& frame, int64_t number);
  // The packets up to `decoded` whose frames were not filled. All packets up to there must be decoded. Each is returned
  // once.
  std::vector<int64_t> find(int64_t decoded);
  void clear();

 private:
  struct Pending {
    int64_t number = 0;
    FramePtr frame;
  };
  std::mutex mutex_;
  std::deque<Pending> pending_;
};

}  // namespace cliploop
