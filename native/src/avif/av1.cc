#include "avif/av1.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <string>

extern "C" {
#include <libavutil/dict.h>
}

namespace cliploop::avif {
namespace {

enum class Library { SVT, AOM };

constexpr const char* kSvt = "libsvtav1";
constexpr const char* kAom = "libaom-av1";

constexpr int64_t kMostSvtPixels = int64_t{1280} * 960;  // of a frame; more would need too much memory
constexpr int64_t kSvtBytes = 320;                       // for each pixel
constexpr int64_t kAomBytes = 150;

const AVCodec* find(Library library) { return avcodec_find_encoder_by_name(library == Library::SVT ? kSvt : kAom); }

// SVT-AV1 is faster, but takes only color, and no small pictures or odd sides.
bool suits_svt(const Av1Settings& settings) {
  constexpr int kLeastSide = 64;
  const auto [width, height] = std::pair{settings.width, settings.height};
  return std::min(width, height) >= kLeastSide && width % 2 == 0 && height % 2 == 0 &&
         int64_t{width} * height <= kMostSvtPixels;
}

Library choose(const Av1Settings& settings) {
  const bool has_svt = find(Library::SVT) != nullptr;
  const bool has_aom = find(Library::AOM) != nullptr;
  if (!has_svt && !has_aom) {
    throw Failure(Code::ENCODE_FAILED, Stage::AVIF,
                  std::string("the installed libav has no AV1 encoder (") + kSvt + " or " + kAom + ")");
  }
  if (!has_aom) return Library::SVT;
  return has_svt && !settings.alpha && suits_svt(settings) ? Library::SVT : Library::AOM;
}

// The level of quantization, 0 to 63, at which frames look like those of a WebP of this quality. Measured with
// butteraugli at 50, 75 and 90 on six real clips of 480 pixels.
int level_of(int quality) {
  const double loss = 75 - quality;
  return std::clamp(static_cast<int>(std::lround(31 + loss * (loss > 0 ? 0.43 : 0.8))), 1, 63);
}

void set(AVDictionary*& options, const char* name, const std::string& value) {
  if (av_dict_set(&options, name, value.c_str(), 0) < 0) throw std::bad_alloc();
}

void set_svt(const Av1Settings& settings, AVDictionary*& options) {
  constexpr int kPresets[] = {11, 10, 8, 7, 6, 5, 4};
  set(options, "preset", std::to_string(kPresets[std::clamp(settings.effort, 0, 6)]));
  set(options, "crf", std::to_string(level_of(settings.quality)));
  // With more, it keeps more frames, and needs more memory.
  constexpr int kMostThreads = 4;
  set(options, "svtav1-params", "lp=" + std::to_string(std::min(settings.threads, kMostThreads)));
}

void set_aom(const Av1Settings& settings, AVDictionary*& options) {
  constexpr int kSpeeds[] = {6, 6, 6, 5, 5, 4, 3};
  set(options, "cpu-used", std::to_string(kSpeeds[std::clamp(settings.effort, 0, 6)]));
  set(options, "crf", std::to_string(level_of(settings.quality)));
  set(options, "row-mt", "1");
  set(options, "lag-in-frames", "25");
}

}  // namespace

void silence_encoders() { setenv("SVT_LOG", "0", 0); }

int64_t av1_bytes_when_smaller(const Av1Settings& settings) {
  const int64_t pixels = int64_t{settings.width} * settings.height;
  return std::max<int64_t>(0, std::min(pixels, kMostSvtPixels) * kSvtBytes - pixels * av1_bytes_for_pixel(settings));
}

int64_t av1_bytes_for_pixel(const Av1Settings& settings) {
  return choose(settings) == Library::SVT ? kSvtBytes : kAomBytes;
}

Av1Encoder::Av1Encoder(const Av1Settings& settings, CancelToken& cancel) : cancel_(cancel) {
  const Library library = choose(settings);
  const AVCodec* codec = find(library);
  name_ = codec->name;
  context_.reset(avcodec_alloc_context3(codec));
  if (!context_) throw std::bad_alloc();
  context_->width = settings.width;
  context_->height = settings.height;
  context_->pix_fmt = settings.alpha && library == Library::AOM ? AV_PIX_FMT_GRAY8 : AV_PIX_FMT_YUV420P;
  context_->time_base = {1, 25};
  context_->framerate = {25, 1};
  context_->gop_size = key_interval;
  context_->thread_count = settings.threads;
  context_->bit_rate = 0;
  context_->color_range = settings.alpha ? AVCOL_RANGE_JPEG : AVCOL_RANGE_MPEG;
  context_->colorspace = AVCOL_SPC_SMPTE170M;
  context_->color_primaries = AVCOL_PRI_BT709;
  context_->color_trc = AVCOL_TRC_IEC61966_2_1;
  AVDictionary* options = nullptr;
  try {
    library == Library::SVT ? set_svt(settings, options) : set_aom(settings, options);
  } catch (...) {
    av_dict_free(&options);
    throw;
  }
  const int opened = avcodec_open2(context_.get(), codec, &options);
  av_dict_free(&options);
  check(opened);
}

void Av1Encoder::check(int result) const {
  if (result == AVERROR(ENOMEM)) throw std::bad_alloc();
  if (result >= 0) return;
  throw Failure(Code::ENCODE_FAILED, Stage::AVIF, std::string(name_) + ": " + av_error_text(result), result);
}

void Av1Encoder::send(AVFrame& frame, std::vector<Av1Packet>& out) {
  cancel_.check();
  frame.pts = frames_++;
  int sent = avcodec_send_frame(context_.get(), &frame);
  if (sent == AVERROR(EAGAIN)) {
    receive(out);
    sent = avcodec_send_frame(context_.get(), &frame);
  }
  check(sent);
  receive(out);
}

void Av1Encoder::finish(std::vector<Av1Packet>& out) {
  if (frames_ == 0) return;
  check(avcodec_send_frame(context_.get(), nullptr));
  receive(out);
}

void Av1Encoder::receive(std::vector<Av1Packet>& out) {
  const PacketPtr packet = new_packet();
  for (;;) {
    cancel_.check();
    const int received = avcodec_receive_packet(context_.get(), packet.get());
    if (received == AVERROR(EAGAIN) || received == AVERROR_EOF) return;
    check(received);
    out.push_back({{packet->data, packet->data + packet->size}, (packet->flags & AV_PKT_FLAG_KEY) != 0});
    av_packet_unref(packet.get());
  }
}

}  // namespace cliploop::avif
