// Encodes an animated GIF frame by frame: prepare (many threads) -> push (in order, one thread) -> compress (many
// threads) -> write.
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
  int quality = 75;  // 1 to 100; see gif/quality.h
  int loop = 0;      // total plays, 0 to 65536; 0 = forever
  Dither dither = Dither::automatic;
  int effort = 2;  // 0 to 6; see gif/quality.h
};

// An image and all that can be computed from it alone. Immutable.
struct Prepared;

class Sequence;

// The output depends only on the options and the images in their order, not on threads.
class Encoder {
 public:
  // Throws INVALID_OPTION when a size, the quality or the loop is out of range.
  explicit Encoder(const Options& options);
  ~Encoder();
  Encoder(const Encoder&) = delete;
  Encoder& operator=(const Encoder&) = delete;

  // Pure and thread-safe. Throws INTERNAL when the image has another size than the options say.
  std::shared_ptr<const Prepared> prepare(ImagePtr image) const;

  // In order, from one thread at a time. Appends the frames that are final to `ready`. They are one frame late, because
  // the disposal of a frame depends on the next one. Each push gives one frame, in order. An image that equals the one
  // before gives a frame of one transparent pixel, so the caller should merge such images.
  void push(const std::shared_ptr<const Prepared>& prepared, std::vector<Indexed>& ready);

  // After the last push: appends the last frame.
  void flush(std::vector<Indexed>& ready);

  // The functions below are pure and thread-safe. A file consists of header(), then control() and compress() of each
  // frame, then trailer().

  // Signature, logical screen descriptor without a global color table, and the loop block unless the file plays once.
  std::vector<uint8_t> header() const;

  // Image descriptor, local color table and LZW data.
  std::vector<uint8_t> compress(const Indexed& frame) const;

  // The graphic control extension that precedes compress(). delay_cs: centiseconds, 0 to 65535.
  std::vector<uint8_t> control(const Indexed& frame, int delay_cs) const;

  // A whole frame, with its control block, that changes no pixel and takes delay_cs. It clears nothing, so after a
  // frame with Disposal::background use assemble().
  std::vector<uint8_t> repeat(int delay_cs) const;

  // Writes the frame with its control block in pieces. When delay_cs (2 or more) is above 65,535, further frames that
  // last at least 2 cs each follow. Returns the number of frames written.
  using Put = std::function<void(const std::vector<uint8_t>&)>;
  int64_t assemble(const Indexed& frame, const std::vector<uint8_t>& compressed, int64_t delay_cs,
                   const Put& put) const;

  std::vector<uint8_t> trailer() const;

 private:
  Options options_;
  std::unique_ptr<Sequence> sequence_;  // used only by push() and flush()
};

}  // namespace cliploop::gif
