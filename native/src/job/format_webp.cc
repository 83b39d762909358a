#include <algorithm>

#include "base/status.h"
#include "job/format_encoder.h"
#include "webp/encoder.h"
#include "webp/mux.h"

namespace cliploop {
namespace {

struct ImageUnit final : FormatEncoder::Unit {
  explicit ImageUnit(ImagePtr i) : image(std::move(i)) {}
  ImagePtr image;
};

struct PatchUnit final : FormatEncoder::Unit {
  explicit PatchUnit(webp::Patch p) : patch(std::move(p)) {}
  webp::Patch patch;
};

class WebpFormat final : public FormatEncoder {
 public:
  explicit WebpFormat(const EncoderOptions& options)
      : options_(options), encoder_({options.width, options.height, options.quality, options.effort}) {}

  UnitPtr prepare(ImagePtr image) const override { return std::make_shared<ImageUnit>(std::move(image)); }
  void push(UnitPtr prepared, std::vector<UnitPtr>& ready) override {
    ready.push_back(std::make_shared<PatchUnit>(encoder_.push(static_cast<const ImageUnit&>(*prepared).image)));
  }
  void flush(std::vector<UnitPtr>&) override {}
  std::vector<uint8_t> compress(const Unit& unit, CancelToken& cancel) const override {
    return encoder_.compress(static_cast<const PatchUnit&>(unit).patch, cancel);
  }

  void begin(Sink& sink) override { sink.write(webp::file_header(options_.width, options_.height, options_.loop)); }
  int64_t frames_for(int64_t duration) const override {
    return (duration + webp::max_duration_ms - 1) / webp::max_duration_ms;
  }
  int64_t write(Sink& sink, const Unit& unit, const std::vector<uint8_t>& bytes, int64_t duration) override {
    const webp::Patch& patch = static_cast<const PatchUnit&>(unit).patch;
    alpha_ = alpha_ || webp::has_alpha(bytes);
    // A duration that is too long for one frame repeats the frame.
    int64_t frames = 0;
    for (; duration > 0; ++frames) {
      const int64_t part =
          duration <= webp::max_duration_ms ? duration : std::min(webp::max_duration_ms, duration - 11);
      if (sink.size() + static_cast<int64_t>(bytes.size()) > webp::max_file_bytes) {
        throw Failure(Code::ENCODE_FAILED, Stage::MUX, "a WebP file cannot be larger than 4 GiB");
      }
      sink.write(webp::frame_header(patch, bytes.size(), part));
      sink.write(bytes);
      duration -= part;
    }
    return frames;
  }
  void finish(Sink& sink) override {
    sink.patch(webp::riff_size_offset, webp::riff_size(sink.size()));
    sink.patch(webp::flags_offset, webp::flags(alpha_));
  }

 private:
  const EncoderOptions options_;
  webp::Encoder encoder_;
  bool alpha_ = false;
};

}  // namespace

std::unique_ptr<FormatEncoder> make_webp_encoder(const EncoderOptions& options) {
  return std::make_unique<WebpFormat>(options);
}

}  // namespace cliploop
