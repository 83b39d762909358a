#include "input/gap_watch.h"

#include <algorithm>
#include <cstring>

extern "C" {
#include <libavutil/imgutils.h>
}

namespace cliploop {
namespace {

constexpr int kMarkRows = 16;
constexpr uint8_t kMark[] = {0x5b, 0xe4, 0x17, 0xc9, 0x72, 0xa8, 0x3d, 0x06};

template <typename Visit>
void visit_marks(const AVFrame& frame, Visit visit) {
  const int bytes = av_image_get_linesize(static_cast<AVPixelFormat>(frame.format), frame.width, 0);
  if (frame.data[0] == nullptr || bytes < static_cast<int>(sizeof kMark) || frame.linesize[0] < bytes) return;
  for (int y = 0; y < frame.height; y += kMarkRows) {
    visit(frame.data[0] + static_cast<ptrdiff_t>(y) * frame.linesize[0] + bytes - sizeof kMark);
  }
}

bool is_mark(const uint8_t* at) { return std::memcmp(at, kMark, sizeof kMark) == 0; }

}  // namespace

void write_marks(AVFrame& frame) {
  visit_marks(frame, [](uint8_t* at) { std::memcpy(at, kMark, sizeof kMark); });
}

bool has_marks(const AVFrame& frame) {
  bool found = false;
  visit_marks(frame, [&](const uint8_t* at) { found = found || is_mark(at); });
  return found;
}

bool clear_marks(AVFrame& frame) {
  bool found = false;
  visit_marks(frame, [&](uint8_t* at) {
    if (!is_mark(at)) return;
    std::memset(at, 0, sizeof kMark);
    found = true;
  });
  return found;
}

void GapWatch::add(AVFrame& frame, int64_t number) {
  write_marks(frame);
  FramePtr reference = new_frame();
  if (av_frame_ref(reference.get(), &frame) < 0) return;  // then the frame is checked only when it is received
  const std::lock_guard lock(mutex_);
  pending_.push_back({number, std::move(reference)});
}

std::vector<int64_t> GapWatch::find(int64_t decoded) {
  const std::lock_guard lock(mutex_);
  std::vector<int64_t> found;
  std::erase_if(pending_, [&](const Pending& pending) {
    if (pending.number > decoded) return false;
    if (has_marks(*pending.frame)) found.push_back(pending.number);
    return true;
  });
  std::sort(found.begin(), found.end());
  return found;
}

void GapWatch::clear() {
  const std::lock_guard lock(mutex_);
  pending_.clear();
}

}  // namespace cliploop
