// Rendered frames in a temporary file, for outputs that do not show them in the order of the video. What is in memory
// and in the file does not depend on their number.
#pragma once

#include <deque>
#include <future>
#include <memory>
#include <optional>
#include <vector>

#include "base/cancel.h"
#include "base/temp_file.h"
#include "base/thread.h"
#include "frame/render.h"
#include "job/timings.h"
#include "sample/sample.h"

namespace cliploop {

// Keeps the last frames that were added, as many as fit.
class FrameSpool {
 public:
  struct Parts {
    const RenderPlan& plan;
    CancelToken& cancel;
    Timings& timings;
    int threads;  // that render
    std::unique_ptr<TempFile> file;
    int64_t max_bytes;  // of the file
  };
  // Throws LIMIT_SPOOL_BYTES when not even one frame fits.
  explicit FrameSpool(Parts parts);
  ~FrameSpool();
  FrameSpool(const FrameSpool&) = delete;
  FrameSpool& operator=(const FrameSpool&) = delete;

  // How many frames fit.
  size_t capacity() const { return capacity_; }
  // Renders the frame, and stores it after the last one.
  void add(SampledFrame frame);
  // Waits until everything is stored. Frees what rendering on several threads needs: later frames are rendered by the
  // thread that adds them.
  void flush();
  // Forgets all frames. The next one that is added has this index.
  void restart(size_t index);
  // After flush().
  bool contains(size_t index) const { return index < next_ && index + stored_ >= next_; }
  ImagePtr read(size_t index) const;

 private:
  struct Slot {
    bool opaque = false;  // stored without alpha
  };
  ImagePtr render(const SampledFrame& frame, int worker);
  void store(const Image& image);
  // Waits for the first of the frames that are being rendered, and stores it.
  void store_first();
  int64_t offset_of(size_t index) const { return static_cast<int64_t>(index % capacity_) * slot_bytes_; }

  Parts parts_;
  const int width_;
  const int height_;
  const int64_t slot_bytes_;
  const size_t capacity_;
  std::vector<std::unique_ptr<Renderer>> renderers_;  // one for each thread
  std::vector<Slot> slots_;
  size_t next_ = 0;                 // index of the frame that is stored next
  size_t stored_ = 0;               // frames before it that exist
  std::vector<uint8_t> packed_;     // R G B of the frame that is written
  std::optional<ThreadPool> pool_;  // empty with one thread
  std::deque<std::future<ImagePtr>> rendering_;
};

}  // namespace cliploop
