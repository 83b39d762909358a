#include "gif/blocks.h"
#include "gif/encoder.h"
#include "job/format_encoder.h"

namespace cliploop {
namespace {

struct PreparedUnit final : FormatEncoder::Unit {
  explicit PreparedUnit(std::shared_ptr<const gif::Prepared> p) : prepared(std::move(p)) {}
  std::shared_ptr<const gif::Prepared> prepared;
};

struct IndexedUnit final : FormatEncoder::Unit {
  explicit IndexedUnit(gif::Indexed i) : indexed(std::move(i)) {}
  gif::Indexed indexed;
};

class GifFormat final : public FormatEncoder {
 public:
  GifFormat(const EncoderOptions& options, Dither dither)
      : encoder_({options.width, options.height, options.quality, options.loop, dither, options.effort}) {}

  UnitPtr prepare(ImagePtr image) const override {
    return std::make_shared<PreparedUnit>(encoder_.prepare(std::move(image)));
  }
  void push(UnitPtr prepared, std::vector<UnitPtr>& ready) override {
    std::vector<gif::Indexed> frames;
    encoder_.push(static_cast<const PreparedUnit&>(*prepared).prepared, frames);
    wrap(frames, ready);
  }
  void flush(std::vector<UnitPtr>& ready) override {
    std::vector<gif::Indexed> frames;
    encoder_.flush(frames);
    wrap(frames, ready);
  }
  std::vector<uint8_t> compress(const Unit& unit, CancelToken&) const override {
    return encoder_.compress(static_cast<const IndexedUnit&>(unit).indexed);
  }

  void begin(Sink& sink) override { sink.write(encoder_.header()); }
  int64_t frames_for(int64_t duration) const override { return (duration + gif::kMaxDelay - 1) / gif::kMaxDelay; }
  int64_t write(Sink& sink, const Unit& unit, const std::vector<uint8_t>& bytes, int64_t duration) override {
    return encoder_.assemble(static_cast<const IndexedUnit&>(unit).indexed, bytes, duration,
                             [&](const std::vector<uint8_t>& piece) { sink.write(piece); });
  }
  void finish(Sink& sink) override { sink.write(encoder_.trailer()); }

 private:
  static void wrap(std::vector<gif::Indexed>& frames, std::vector<UnitPtr>& ready) {
    for (auto& frame : frames) ready.push_back(std::make_shared<IndexedUnit>(std::move(frame)));
  }

  gif::Encoder encoder_;
};

}  // namespace

std::unique_ptr<FormatEncoder> make_gif_encoder(const EncoderOptions& options, Dither dither) {
  return std::make_unique<GifFormat>(options, dither);
}

}  // namespace cliploop
