// An animated GIF, frame by frame: prepare (many threads) -> push (in order, one thread) -> compress (many threads) ->
// write.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <vector>

#include "frame/image.h"
#include "gif/indexed.h"
#include "palette/dither.h"

namespace cliploop::gif {

struct Options {
  int width = 0;     // pixels, 1 to 65535; every image must have this size
  int height = 0;    // pixels, 1 to 65535
  int quality = 75;  // 1 to 100; what it means is in gif/quality.h
  int loop = 0;      // total plays, 0 = for ever, to 65536
  Dither dither = Dither::automatic;
  int effort = 2;  // 0 to 6; what it means is in gif/quality.h
};

// An image with all that can be computed from it alone. Immutable.
struct Prepared;

class Sequence;

// The output depends on the options and the images in order, never on which thread made what.
class Encoder {
 public:
  // Throws INVALID_OPTION when a size, the quality or the loop is out of range.
  explicit Encoder(const Options& options);
  ~Encoder();
  Encoder(const Encoder&) = delete;
  Encoder& operator=(const Encoder&) = delete;

  // Pure and thread-safe. Throws INTERNAL when the image has another size than the options say.
  std::shared_ptr<const Prepared> prepare(ImagePtr image) const;

  // In order, from one thread at a time. Appends the frames that are final now: one frame of lag, because how a frame
  // is disposed of depends on the next. Every push gives exactly one frame in the end, in order. Images that equal
  // their forerunner should be merged by the caller; they give a frame of one transparent pixel.
  void push(const std::shared_ptr<const Prepared>& prepared, std::vector<Indexed>& ready);

  // After the last push: appends the frame that is still held back.
  void flush(std::vector<Indexed>& ready);

  // The functions below are pure and thread-safe. A file is header, then per frame control and compress, then trailer.

  // Signature, logical screen descriptor without a global colour table, and the loop block unless the file plays once.
  std::vector<uint8_t> header() const;

  // Image descriptor, local colour table and LZW data.
  std::vector<uint8_t> compress(const Indexed& frame) const;

  // The graphic control extension that precedes compress(). delay_cs: centiseconds, 0 to 65535.
  std::vector<uint8_t> control(const Indexed& frame, int delay_cs) const;

  // A whole frame, control included, that changes no pixel and only holds the picture for delay_cs longer. It clears
  // nothing: behind a frame with Disposal::background use assemble().
  std::vector<uint8_t> repeat(int delay_cs) const;

  // Writes the frame with its control block, and repeats behind it when delay_cs (2 or more) is above 65,535: piece by
  // piece, because a delay may take many. None lasts under 2 cs. Returns the frames written.
  using Put = std::function<void(const std::vector<uint8_t>&)>;
  int64_t assemble(const Indexed& frame, const std::vector<uint8_t>& compressed, int64_t delay_cs,
                   const Put& put) const;

  std::vector<uint8_t> trailer() const;

 private:
  Options options_;
  std::unique_ptr<Sequence> sequence_;  // push() and flush() alone touch it
};

}  // namespace cliploop::gif
