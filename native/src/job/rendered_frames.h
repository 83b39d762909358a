// The frames of a segment, rendered and in a file of bounded size, for outputs that need them in another order or more
// than once. Frames that do not fit are decoded again.
#pragma once

#include <optional>
#include <vector>

#include "input/reader.h"
#include "job/frame_spool.h"

namespace cliploop {

class RenderedFrames {
 public:
  // start: of the segment. Keeps the references.
  RenderedFrames(FrameSpool::Parts parts, Reader& reader, Rational start)
      : cancel_(parts.cancel), timings_(parts.timings), reader_(reader), start_(start), spool_(std::move(parts)) {}

  // Adds the next frame of the segment.
  void add(SampledFrame frame);
  // Waits until all frames are rendered. at() may be called then.
  void finish() { spool_.flush(); }

  // When the frames begin, seconds from the start of the segment.
  const std::vector<Rational>& starts() const { return starts_; }
  // ahead: how many frames from this one on are needed soon.
  ImagePtr at(size_t index, size_t ahead = SIZE_MAX);

 private:
  // Decodes frames again, up to the wanted one or from it on.
  void refill(size_t wanted, size_t ahead);

  CancelToken& cancel_;
  Timings& timings_;
  Reader& reader_;
  const Rational start_;
  FrameSpool spool_;
  std::vector<Rational> starts_;
  std::optional<size_t> last_;  // that was asked for
};

}  // namespace cliploop
