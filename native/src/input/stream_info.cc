#include "input/stream_info.h"

#include <algorithm>
#include <numeric>
#include <string>
#include <string_view>
#include <vector>

extern "C" {
#include <libavutil/mem.h>
}

#include "base/av_compat.h"
#include "input/formats.h"
#include "input/stated_duration.h"

namespace cliploop {
namespace {

constexpr int kMaxVideoDecoders = 8;
constexpr int kMaxOtherDecoders = 32;  // audio and subtitles
constexpr int kMaxLaterDecoders = 16;
// Headers often claim less than the stream has, such as the first size of a stream that adapts to the network.
constexpr int64_t kUsualPixels = int64_t{2560} * 1440;

// The decoders for all streams. False without memory.
bool allow_only(AVFormatContext& format, const char* names) {
  av_freep(&format.codec_whitelist);
  format.codec_whitelist = av_strdup(names);
  return format.codec_whitelist != nullptr;
}

// The options for the decoders of the streams. libav opens a decoder of each stream before the first packet, with the
// options of the stream. Later it opens further decoders, those that failed at first too, but with the options of any
// stream. It takes out the options that it has used.
class DecoderOptions {
 public:
  explicit DecoderOptions(AVFormatContext& format)
      : format_(format), options_(format.nb_streams, nullptr), left_out_(format.nb_streams) {}
  ~DecoderOptions() {
    for (auto& options : options_) av_dict_free(&options);
  }
  DecoderOptions(const DecoderOptions&) = delete;
  DecoderOptions& operator=(const DecoderOptions&) = delete;

  bool limit(size_t stream, int64_t pixels) { return set(stream, kLimit, std::to_string(pixels)) && allow(stream); }
  bool allow(size_t stream) {
    const char* allowed = allowed_decoders();
    return allowed == nullptr || set(stream, "codec_whitelist", allowed);
  }
  bool refuse(size_t stream) {
    refused_ = true;
    return set(stream, "codec_whitelist", "none");
  }
  // As refuse(), also for decoders that are opened later.
  bool leave_out(size_t stream) {
    left_out_[stream] = true;
    return refuse(stream);
  }
  bool refused() const { return refused_; }

  // Before each packet: a few more decoders may be opened, each for pictures of this size. False without memory.
  bool limit_later(int64_t pixels) {
    for (size_t i = 0; i < options_.size(); ++i) {
      if (later_ && av_dict_get(options_[i], kLimit, nullptr, 0) != nullptr) continue;
      if (later_ && !left_out_[i]) --left_;
      av_dict_free(&options_[i]);
      if (!(left_ > 0 && !left_out_[i] ? limit(i, pixels) : refuse(i))) return false;
    }
    later_ = true;
    return left_ > 0 || allowed_decoders() == nullptr || allow_only(format_, "none");
  }
  AVDictionary** data() { return options_.empty() ? nullptr : options_.data(); }

 private:
  static constexpr const char* kLimit = "max_pixels";
  bool set(size_t stream, const char* name, const std::string& value) {
    return av_dict_set(&options_[stream], name, value.c_str(), 0) >= 0;
  }
  AVFormatContext& format_;
  std::vector<AVDictionary*> options_;
  std::vector<bool> left_out_;
  bool later_ = false;
  bool refused_ = false;
  int left_ = kMaxLaterDecoders;
};

int64_t area(int width, int height) { return int64_t{std::max(0, width)} * std::max(0, height); }

bool is_video(const AVStream& stream) { return stream.codecpar->codec_type == AVMEDIA_TYPE_VIDEO; }

// The video streams, those first that are probably shown.
std::vector<size_t> videos_of(const AVFormatContext& format) {
  std::vector<size_t> videos(format.nb_streams);
  std::iota(videos.begin(), videos.end(), size_t{0});
  std::erase_if(videos, [&](size_t i) { return !is_video(*format.streams[i]); });
  std::stable_partition(videos.begin(), videos.end(),
                        [&](size_t i) { return (format.streams[i]->disposition & AV_DISPOSITION_DEFAULT) != 0; });
  return videos;
}

// Whether the header tells what a decoder would find out from the first frame: its size, and how frames are reordered.
// Then the frame need not be decoded twice.
bool header_tells_all(const AVFormatContext& format, const AVStream& stream, const StreamInfoOptions& options) {
  const AVCodecParameters& codec = *stream.codecpar;
  const std::string_view name = format.iformat->name;
  const int64_t pixels = area(codec.width, codec.height);
  if (may_lose_side_data_without_decoder() || (format.ctx_flags & AVFMTCTX_NOHEADER) != 0) return false;
  if (pixels == 0 || pixels > options.max_pixels) return false;
  const bool mp4 = name.starts_with("mov");
  const bool mp4_or_webm = mp4 || name.starts_with("matroska");
  switch (codec.codec_id) {
    case AV_CODEC_ID_H264:
      // libav reads from the index by how much frames are reordered, and the size from the first packet.
      return mp4 && codec.extradata_size > 0 && !is_fragmented(format, stream);
    case AV_CODEC_ID_HEVC:
      return mp4 && codec.extradata_size > 0 && options.one_thread;
    case AV_CODEC_ID_AV1:
      return mp4_or_webm && codec.extradata_size > 0 && options.one_thread;
    case AV_CODEC_ID_VP8:
    case AV_CODEC_ID_VP9:
      return mp4_or_webm && options.one_thread;
    default:
      return false;
  }
}

// Shares the pixels among the streams. False without memory.
bool share(const AVFormatContext& format, const StreamInfoOptions& options, DecoderOptions& decoders) {
  int64_t left = options.max_pixels;
  int count = 0;
  bool fine = true;
  const std::vector<size_t> videos = videos_of(format);
  for (const size_t i : videos) {
    const AVCodecParameters& codec = *format.streams[i]->codecpar;
    if (videos.size() == 1 && header_tells_all(format, *format.streams[i], options)) {
      fine = decoders.leave_out(i) && fine;
      continue;
    }
    const int64_t claimed = area(codec.width, codec.height);
    if (claimed > left || left == 0 || ++count > kMaxVideoDecoders) {
      fine = decoders.refuse(i) && fine;
      continue;
    }
    const int64_t wanted = claimed > 0 ? std::max(2 * claimed, kUsualPixels) : left / 2;
    const int64_t part = videos.size() == 1 ? left : std::min(left, wanted);
    fine = decoders.limit(i, part) && fine;
    left -= part;
  }
  count = 0;
  for (size_t i = 0; i < format.nb_streams; ++i) {
    if (is_video(*format.streams[i])) continue;
    fine = (++count > kMaxOtherDecoders ? decoders.refuse(i) : decoders.allow(i)) && fine;
  }
  return fine;
}

// libav calls this before each packet, after the parser has seen the packets before.
struct Watch {
  AVIOInterruptCB caller;
  const AVFormatContext& format;
  DecoderOptions& decoders;
  const int64_t later_pixels;
  StreamInfoResult& result;

  static int check(void* self) {
    auto& watch = *static_cast<Watch*>(self);
    watch.measure();
    return watch.decoders.limit_later(watch.later_pixels) ? watch.caller.callback(watch.caller.opaque) : 1;
  }

  void measure() {
    int64_t total = 0;
    for (unsigned i = 0; i < format.nb_streams; ++i) {
      const AVStream& stream = *format.streams[i];
      int64_t pixels = area(stream.codecpar->width, stream.codecpar->height);
      if (const AVCodecParserContext* parser = av_stream_get_parser(&stream); parser != nullptr) {
        pixels = std::max(pixels, area(parser->width, parser->height));
        pixels = std::max(pixels, area(parser->coded_width, parser->coded_height));
      }
      result.largest = std::max(result.largest, pixels);
      total += pixels;
    }
    result.total = std::max(result.total, total);
  }
};

// Where no frame was decoded, the parser may know the pixel format and the size.
void complete_from_parsers(AVFormatContext& format) {
  for (unsigned i = 0; i < format.nb_streams; ++i) {
    const AVStream& stream = *format.streams[i];
    AVCodecParameters& codec = *stream.codecpar;
    if (!is_video(stream) || codec.format != AV_PIX_FMT_NONE) continue;
    const AVCodecParserContext* parser = av_stream_get_parser(&stream);
    if (parser == nullptr || parser->format < 0 || parser->width <= 0 || parser->height <= 0) continue;
    codec.format = parser->format;
    codec.width = parser->width;
    codec.height = parser->height;
  }
}

}  // namespace

StreamInfoResult find_stream_info(AVFormatContext& format, const StreamInfoOptions& options) {
  DecoderOptions decoders(format);
  if (!share(format, options, decoders)) throw std::bad_alloc();
  // This list replaces those of the streams. It is also for streams that appear later, which have no options.
  const char* allowed = decoders.refused() ? nullptr : allowed_decoders();
  const bool late_streams = (format.ctx_flags & AVFMTCTX_NOHEADER) != 0;
  if (!options.decode || (allowed_decoders() != nullptr && decoders.refused() && late_streams)) allowed = "none";
  if (allowed != nullptr && !allow_only(format, allowed)) throw std::bad_alloc();
  const bool alone = videos_of(format).size() <= 1;
  StreamInfoResult result;
  Watch watch{format.interrupt_callback, format, decoders,
              alone ? options.max_pixels : options.max_pixels / kMaxLaterDecoders, result};
  format.interrupt_callback = {Watch::check, &watch};
  result.error = std::min(0, avformat_find_stream_info(&format, decoders.data()));
  format.interrupt_callback = watch.caller;
  watch.measure();
  complete_from_parsers(format);
  return result;
}

}  // namespace cliploop
