#include "gif/encoder.h"

#include <algorithm>
#include <string>
#include <utility>

#include "base/status.h"
#include "base/text.h"
#include "gif/blocks.h"
#include "gif/lzw.h"
#include "gif/prepared.h"
#include "gif/quality.h"
#include "gif/sequence.h"

namespace cliploop::gif {
namespace {

constexpr int kMaxSide = 65535;
constexpr int kMaxPlays = 65536;

void append(std::vector<uint8_t>& out, const std::vector<uint8_t>& part) {
  out.insert(out.end(), part.begin(), part.end());
}

// A frame that changes no pixel.
Indexed empty_frame(const Rect& rect, Disposal disposal) {
  Indexed out;
  out.rect = rect;
  out.disposal = disposal;
  out.transparent = 0;
  out.palette = {Rgb{}};
  out.indices.assign(static_cast<size_t>(rect.width) * static_cast<size_t>(rect.height), 0);
  return out;
}

}  // namespace

Encoder::Encoder(const Options& options) : options_(options) {
  const auto side_ok = [](int side) { return side >= 1 && side <= kMaxSide; };
  if (!side_ok(options.width) || !side_ok(options.height)) {
    throw Failure(Code::INVALID_OPTION, Stage::MUX,
                  "a GIF must be from 1x1 to 65535x65535 pixels, got " + size_text(options.width, options.height));
  }
  if (options.quality < 1 || options.quality > 100) {
    throw Failure(Code::INVALID_OPTION, Stage::QUANTIZE,
                  "quality must be from 1 to 100, got " + std::to_string(options.quality));
  }
  if (options.loop < 0 || options.loop > kMaxPlays) {
    throw Failure(Code::INVALID_OPTION, Stage::MUX,
                  "loop must be from 0 to 65536 for a GIF, got " + std::to_string(options.loop));
  }
  sequence_ = std::make_unique<Sequence>(options);
}

Encoder::~Encoder() = default;

std::shared_ptr<const Prepared> Encoder::prepare(ImagePtr image) const {
  if (image->width != options_.width || image->height != options_.height) {
    throw Failure(Code::INTERNAL, Stage::QUANTIZE,
                  "an image of " + size_text(image->width, image->height) + " pixels was added to an animation of " +
                      size_text(options_.width, options_.height));
  }
  return prepare_image(std::move(image));
}

void Encoder::push(const std::shared_ptr<const Prepared>& prepared, std::vector<Indexed>& ready) {
  sequence_->push(*prepared, ready);
}

void Encoder::flush(std::vector<Indexed>& ready) { sequence_->flush(ready); }

std::vector<uint8_t> Encoder::header() const {
  std::vector<uint8_t> out;
  put_screen(options_.width, options_.height, out);
  if (options_.loop != 1) put_loop(options_.loop == 0 ? 0 : options_.loop - 1, out);
  return out;
}

std::vector<uint8_t> Encoder::compress(const Indexed& frame) const {
  std::vector<uint8_t> out;
  const int bits = bits_for(static_cast<int>(frame.palette.size()));
  put_image(frame.rect, frame.palette, bits, out);
  lzw(frame.indices, bits, out);
  return out;
}

std::vector<uint8_t> Encoder::control(const Indexed& frame, int delay_cs) const {
  std::vector<uint8_t> out;
  put_control(frame.disposal, frame.transparent, delay_cs, out);
  return out;
}

std::vector<uint8_t> Encoder::repeat(int delay_cs) const {
  const Indexed frame = empty_frame({0, 0, 1, 1}, Disposal::keep);
  std::vector<uint8_t> out = control(frame, delay_cs);
  append(out, compress(frame));
  return out;
}

int64_t Encoder::assemble(const Indexed& frame, const std::vector<uint8_t>& compressed, int64_t delay_cs,
                          const Put& put) const {
  // The last part is never one centisecond.
  const auto part_of = [](int64_t rest) {
    return static_cast<int>(rest == kMaxDelay + 1 ? kMaxDelay - 1 : std::min<int64_t>(rest, kMaxDelay));
  };
  const int first = part_of(delay_cs);
  int64_t rest = delay_cs - first;
  std::vector<uint8_t> control_block;
  put_control(rest > 0 ? Disposal::keep : frame.disposal, frame.transparent, first, control_block);
  put(control_block);
  put(compressed);
  int64_t frames = 1;
  for (; rest > 0; ++frames) {
    const int part = part_of(rest);
    rest -= part;
    if (rest > 0 || frame.disposal == Disposal::keep) {
      put(repeat(part));
    } else {
      const Indexed clearing = empty_frame(frame.rect, frame.disposal);
      put(control(clearing, part));
      put(compress(clearing));
    }
  }
  return frames;
}

std::vector<uint8_t> Encoder::trailer() const {
  std::vector<uint8_t> out;
  put_trailer(out);
  return out;
}

}  // namespace cliploop::gif
