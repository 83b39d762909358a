// Reads the frames of the parts of a segment that are encoded for an estimate.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>

#include "base/cancel.h"
#include "input/reader.h"
#include "job/damage.h"
#include "job/options.h"
#include "job/segment.h"
#include "job/timings.h"
#include "sample/sample.h"

namespace cliploop {

class RunReader {
 public:
  using Take = std::function<void(SampledFrame)>;

  // Keeps the references.
  RunReader(const AnimateOptions& options, const Segment& segment, Reader& reader, Timings& timings,
            CancelToken& cancel)
      : options_(options), segment_(segment), reader_(reader), timings_(timings), cancel_(cancel) {}

  // Goes to the start of the segment.
  void start();
  // The first `count` frames of the output, or those from `begin` on, which must not be after the start of the segment.
  // Throws START_BEYOND_END, and DECODE_FAILED when the segment is damaged.
  void read_first(std::optional<Rational> begin, int count, const Take& take);
  // The first `count` frames of the output at or after `time`, which the reader has reached or will reach. Before the
  // start of the segment, they are at the times that the output would have there. Returns how many there were: fewer at
  // the end of the video.
  int read(Rational time, int count, const Take& take);
  // Starts at a key frame. False when that failed.
  bool jump_to(Rational time);

  // The number of frames that were decoded.
  int64_t decoded() const { return decoded_; }
  Damage damage() const;
  // Reads the whole segment when some of it was damaged: only then is it known whether most of it is. At most
  // `most` frames; after those, nothing more is known.
  void examine_damage(int64_t most);

 private:
  std::optional<TimedFrame> next();

  const AnimateOptions& options_;
  const Segment& segment_;
  Reader& reader_;
  Timings& timings_;
  CancelToken& cancel_;
  std::optional<TimedFrame> last_;
  int64_t decoded_ = 0;
  Damage earlier_damage_;
};

}  // namespace cliploop
