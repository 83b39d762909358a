#include <algorithm>
#include <deque>
#include <iterator>
#include <optional>

#include "avif/av1.h"
#include "avif/container.h"
#include "avif/obu.h"
#include "avif/planes.h"
#include "base/status.h"
#include "job/format_encoder.h"

namespace cliploop {
namespace {

// Samples that are kept until all are known, so that the description can come before them, and players show the first
// frame before they have the whole file. When there are more, the description comes last.
constexpr size_t kMostHeld = size_t{16} << 20;

static_assert(avif::units_per_second == avif_delays.units_per_second);

struct PlanesUnit final : FormatEncoder::Unit {
  PlanesUnit(FramePtr c, ImagePtr i) : color(std::move(c)), image(std::move(i)) {}
  FramePtr color;
  ImagePtr image;  // with alpha; empty when it is opaque
};

struct SampleUnit final : FormatEncoder::Unit {
  avif::Av1Packet color;
  std::optional<avif::Av1Packet> alpha;  // the next one of its track
};

class AvifFormat final : public FormatEncoder {
 public:
  AvifFormat(const EncoderOptions& options, CancelToken& cancel)
      : settings_{options.width, options.height, options.quality, options.effort, options.threads, false},
        cancel_(cancel),
        color_(settings_, cancel) {
    movie_.width = options.width;
    movie_.height = options.height;
    movie_.loop = options.loop;
  }

  UnitPtr prepare(ImagePtr image) const override {
    FramePtr planes = avif::color_planes(*image);
    return std::make_shared<PlanesUnit>(std::move(planes), image->opaque ? nullptr : std::move(image));
  }

  void push(UnitPtr prepared, std::vector<UnitPtr>& ready) override {
    const auto& planes = static_cast<const PlanesUnit&>(*prepared);
    push_alpha(planes.image);
    std::vector<avif::Av1Packet> packets;
    color_.send(*planes.color, packets);
    wrap(packets, ready);
  }

  void flush(std::vector<UnitPtr>& ready) override {
    if (alpha_) {
      std::vector<avif::Av1Packet> last;
      alpha_->finish(last);
      keep_alpha(last);
    }
    std::vector<avif::Av1Packet> packets;
    color_.finish(packets);
    wrap(packets, ready);
  }

  // The encoder has threads of its own.
  std::vector<uint8_t> compress(const Unit&, CancelToken&) const override { return {}; }

  void begin(Sink& sink) override { sink.write(avif::file_type()); }
  int64_t frames_for(int64_t) const override { return 1; }

  int64_t write(Sink& sink, const Unit& unit, const std::vector<uint8_t>&, int64_t duration) override {
    const auto& samples = static_cast<const SampleUnit&>(unit);
    movie_.durations.push_back(std::min(duration, avif::max_duration));
    add(sink, samples.color, movie_.color);
    if (samples.alpha) add(sink, *samples.alpha, movie_.alpha);
    return 1;
  }

  void finish(Sink& sink) override {
    movie_.alpha.gray = alpha_ && alpha_->gray();
    for (const avif::Av1Packet& packet : alpha_packets_) add(sink, packet, movie_.alpha);
    alpha_packets_.clear();
    if (media_offset_) {
      sink.patch(*media_offset_, avif::media_header(media_bytes_));
      sink.write(avif::description(movie_, *media_offset_ + avif::media_header_bytes));
      return;
    }
    const auto size = static_cast<int64_t>(avif::description(movie_, 0).size());
    sink.write(avif::description(movie_, sink.size() + size + avif::media_header_bytes));
    write_media(sink);
  }

  bool keeps_frames() const override { return true; }
  int64_t held_bytes() const override { return static_cast<int64_t>(held_.size()); }

 private:
  void wrap(std::vector<avif::Av1Packet>& packets, std::vector<UnitPtr>& ready) {
    for (auto& packet : packets) {
      auto unit = std::make_shared<SampleUnit>();
      unit->color = std::move(packet);
      if (!alpha_packets_.empty()) {
        unit->alpha = std::move(alpha_packets_.front());
        alpha_packets_.pop_front();
      }
      ready.push_back(std::move(unit));
    }
  }

  // The track of alpha exists from the first frame on that needs it; the frames before are opaque.
  void push_alpha(const ImagePtr& image) {
    ++frames_;
    if (!alpha_ && !image) return;
    if (!alpha_) {
      avif::Av1Settings settings = settings_;
      settings.alpha = true;
      alpha_.emplace(settings, cancel_);
      for (int64_t i = 1; i < frames_; ++i) send_opaque();
    }
    if (image) {
      send_alpha(*image);
    } else {
      send_opaque();
    }
  }

  void send_alpha(const Image& image) {
    std::vector<avif::Av1Packet> packets;
    alpha_->send(*avif::alpha_planes(image, alpha_->gray()), packets);
    keep_alpha(packets);
  }

  void keep_alpha(std::vector<avif::Av1Packet>& packets) {
    std::move(packets.begin(), packets.end(), std::back_inserter(alpha_packets_));
  }

  void send_opaque() {
    Image opaque(settings_.width, settings_.height);
    std::fill(opaque.rgba.begin(), opaque.rgba.end(), uint8_t{255});
    send_alpha(opaque);
  }

  void add(Sink& sink, const avif::Av1Packet& packet, avif::Track& track) {
    const std::vector<uint8_t> sample = avif::to_sample(packet.bytes, track.sequence);
    const auto size = static_cast<int64_t>(sample.size());
    if (media_bytes_ + size > avif::max_media_bytes) {
      throw Failure(Code::ENCODE_FAILED, Stage::MUX, "an AVIF file cannot be larger than 4 GiB");
    }
    track.samples.push_back({media_bytes_, size, packet.key});
    media_bytes_ += size;
    if (media_offset_) {
      sink.write(sample);
      return;
    }
    held_.insert(held_.end(), sample.begin(), sample.end());
    if (held_.size() > kMostHeld) write_media(sink);
  }

  void write_media(Sink& sink) {
    media_offset_ = sink.size();
    sink.write(avif::media_header(media_bytes_));
    sink.write(held_);
    held_ = {};
  }

  const avif::Av1Settings settings_;
  CancelToken& cancel_;
  avif::Av1Encoder color_;
  std::optional<avif::Av1Encoder> alpha_;
  std::deque<avif::Av1Packet> alpha_packets_;  // that no unit has yet
  int64_t frames_ = 0;                         // that were pushed

  // Of the thread that writes.
  avif::Movie movie_;
  std::vector<uint8_t> held_;
  int64_t media_bytes_ = 0;
  std::optional<int64_t> media_offset_;  // of the box with the samples, once it is written
};

}  // namespace

std::unique_ptr<FormatEncoder> make_avif_encoder(const EncoderOptions& options, CancelToken& cancel) {
  return std::make_unique<AvifFormat>(options, cancel);
}

}  // namespace cliploop
