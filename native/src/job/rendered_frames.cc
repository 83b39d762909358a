#include "job/rendered_frames.h"

#include <algorithm>
#include <utility>

#include "job/frame_finder.h"

namespace cliploop {

void RenderedFrames::add(SampledFrame frame) {
  starts_.push_back(frame.start);
  spool_.add(std::move(frame));
}

ImagePtr RenderedFrames::at(size_t index, size_t ahead) {
  if (!spool_.contains(index)) refill(index, ahead);
  last_ = index;
  return spool_.read(index);
}

void RenderedFrames::refill(size_t wanted, size_t ahead) {
  const bool backward = last_ && *last_ > wanted;
  // Backward, the frames before it are needed soon, whoever asks.
  const size_t count = std::min({spool_.capacity(), backward ? wanted + 1 : starts_.size() - wanted, ahead});
  const size_t from = backward ? wanted + 1 - count : wanted;
  const auto time_of = [this](size_t index) { return start_ + starts_[index]; };
  FrameFinder finder(reader_, timings_, cancel_);
  finder.start_at(time_of(from));
  spool_.restart(from);
  for (size_t i = from; i < from + count; ++i) {
    std::optional<FrameFinder::Found> found = finder.at(time_of(i));
    if (!found) throw Failure(Code::DECODE_FAILED, Stage::DECODE, "frames are missing when the video is read again");
    spool_.add({std::move(found->frame), std::move(found->previous), std::move(found->next), starts_[i]});
  }
}

}  // namespace cliploop
