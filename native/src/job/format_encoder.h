// The interface of an animation format for the pipeline.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "base/cancel.h"
#include "frame/image.h"
#include "gif/diff.h"
#include "job/options.h"
#include "job/sink.h"
#include "palette/dither.h"
#include "sample/delay.h"

namespace cliploop {

// Each frame goes through prepare (any thread) -> push (one thread, in order) -> compress (any thread) -> write (one
// thread, in order). Const methods are thread-safe.
class FormatEncoder {
 public:
  // A frame between two of these steps. Each format derives its own types.
  struct Unit {
    virtual ~Unit() = default;
  };
  using UnitPtr = std::shared_ptr<const Unit>;

  virtual ~FormatEncoder() = default;

  // Computes what depends on the image alone.
  virtual UnitPtr prepare(ImagePtr image) const = 0;
  // Appends the frames that are final to `ready`: one for each push, in order, possibly at a later push.
  virtual void push(UnitPtr prepared, std::vector<UnitPtr>& ready) = 0;
  virtual void flush(std::vector<UnitPtr>& ready) = 0;
  virtual std::vector<uint8_t> compress(const Unit& unit, CancelToken& cancel) const = 0;

  virtual void begin(Sink& sink) = 0;
  // The number of frames that a duration takes, which is more than one for a very long duration.
  virtual int64_t frames_for(int64_t duration) const = 0;
  // duration: units of the format, at least 1. Returns the number of frames written.
  virtual int64_t write(Sink& sink, const Unit& unit, const std::vector<uint8_t>& bytes, int64_t duration) = 0;
  virtual void finish(Sink& sink) = 0;
  // Whether push() copies frames and keeps them until later ones came, so that they need no place among those in
  // flight.
  virtual bool keeps_frames() const { return false; }
  // Bytes of frames that were given to write() and are not in the sink yet.
  virtual int64_t held_bytes() const { return 0; }
};

// Nanoseconds of the processor to encode a pixel, about. Measured with one thread. effort: 0 to 6.
double encoding_cost(Format format, int effort);

struct EncoderOptions {
  int width = 0;
  int height = 0;
  int quality = 75;
  int loop = 0;
  int effort = 2;   // 0 to 6
  int threads = 1;  // of an encoder with its own threads
};

// The delays that the format can store and that players respect.
inline const DelayRules& delay_rules(Format format) {
  if (format == Format::AVIF) return avif_delays;
  return format == Format::GIF ? gif_delays : webp_delays;
}

// GIF has no half-transparent pixels.
inline int least_visible_alpha(Format format) { return format == Format::GIF ? gif::kVisible : 1; }

// The step with which a picture of more than 8 bits is dithered before it is encoded; 0 = not, because GIF dithers with
// its palette. WebP and AVIF store luma with 219 steps from black to white.
inline double dither_step(Format format) { return format == Format::GIF ? 0 : 255.0 / 219; }

std::unique_ptr<FormatEncoder> make_gif_encoder(const EncoderOptions& options, Dither dither);
std::unique_ptr<FormatEncoder> make_webp_encoder(const EncoderOptions& options);
// Throws ENCODE_FAILED when the installed libav has no AV1 encoder.
std::unique_ptr<FormatEncoder> make_avif_encoder(const EncoderOptions& options, CancelToken& cancel);

// The encoder of a format. dither: of GIF. cancel: ends encoders that take long.
std::unique_ptr<FormatEncoder> make_encoder(Format format, const EncoderOptions& options, Dither dither,
                                            CancelToken& cancel);

}  // namespace cliploop
