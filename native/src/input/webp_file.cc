#include "input/webp_file.h"

#include <webp/demux.h>

#include <algorithm>
#include <cstring>

#include "base/text.h"
#include "input/webp_frames.h"

namespace cliploop {
namespace {

constexpr size_t kRiffHeader = 12;     // "RIFF", the size, "WEBP"
constexpr size_t kChunkHeader = 8;     // name and size
constexpr size_t kExtendedFlags = 20;  // offset of the flags of the chunk VP8X
constexpr int kReadSize = 64 << 10;
// Browsers show frames of up to 10 ms for 100 ms, in GIF, APNG and WebP.
constexpr int64_t kTooShort = 10;  // milliseconds
constexpr int64_t kInstead = 100;  // milliseconds

const AVInputFormat& webp_format() {
  static const AVInputFormat format = [] {
    AVInputFormat out = {};
    out.name = "webp";
    out.long_name = "WebP";
    out.flags = AVFMT_NO_BYTE_SEEK;
    return out;
  }();
  return format;
}

size_t size_at(const std::vector<uint8_t>& bytes, size_t at) {
  return bytes[at] | size_t{bytes[at + 1]} << 8 | size_t{bytes[at + 2]} << 16 | size_t{bytes[at + 3]} << 24;
}

// Makes a file of the first `length` bytes, which end at a chunk.
void shorten(std::vector<uint8_t>& bytes, size_t length) {
  bytes.resize(length);
  for (size_t i = 0; i < 4; ++i) bytes[4 + i] = static_cast<uint8_t>((length - kChunkHeader) >> (8 * i));
}

struct DemuxerFree {
  void operator()(WebPDemuxer* demuxer) const { WebPDemuxDelete(demuxer); }
};
using DemuxerPtr = std::unique_ptr<WebPDemuxer, DemuxerFree>;

WebPData data_of(const std::vector<uint8_t>& bytes) { return {bytes.data(), bytes.size()}; }

DemuxerPtr parse(const std::vector<uint8_t>& bytes) {
  const WebPData data = data_of(bytes);
  return DemuxerPtr(WebPDemux(&data));
}

std::vector<uint8_t> read_all(Source& source, CancelToken& cancel) {
  std::vector<uint8_t> bytes;
  if (source.size() > 0) bytes.reserve(static_cast<size_t>(std::min(source.size(), WebpFile::kMaxBytes)));
  source.seek(0);
  while (true) {
    cancel.check();
    const size_t length = bytes.size();
    bytes.resize(length + kReadSize);
    const int got = source.read(bytes.data() + length, kReadSize);
    bytes.resize(length + static_cast<size_t>(got));
    if (got == 0) return bytes;
    source.record_head(static_cast<int64_t>(length), {bytes.data() + length, static_cast<size_t>(got)});
    if (static_cast<int64_t>(bytes.size()) > WebpFile::kMaxBytes) {
      throw Failure(Code::INPUT_UNREADABLE, Stage::DEMUX,
                    "it is an animated WebP of more than " + std::to_string(WebpFile::kMaxBytes >> 20) +
                        " MiB, and such a file must fit into memory");
    }
  }
}

}  // namespace

void WebpFile::DecoderFree::operator()(WebPAnimDecoder* decoder) const { WebPAnimDecoderDelete(decoder); }

bool WebpFile::recognizes(std::span<const uint8_t> head) {
  constexpr uint8_t kAnimation = 0x02;
  return head.size() > kExtendedFlags && std::memcmp(head.data(), "RIFF", 4) == 0 &&
         std::memcmp(head.data() + 8, "WEBPVP8X", 8) == 0 && (head[kExtendedFlags] & kAnimation) != 0;
}

WebpFile::WebpFile(Source& source, CancelToken& cancel) : cancel_(cancel), bytes_(read_all(source, cancel)) {
  drop_incomplete_end();
  list_frames();
}

WebpFile::~WebpFile() = default;

void WebpFile::drop_incomplete_end() {
  std::vector<size_t> ends;  // of whole chunks, from the first frame on
  size_t at = kRiffHeader;
  while (at + kChunkHeader <= bytes_.size()) {
    const size_t end = at + kChunkHeader + size_at(bytes_, at + 4);
    if (end > bytes_.size()) break;
    const bool is_frame = std::memcmp(bytes_.data() + at, "ANMF", 4) == 0;
    at = end + end % 2;
    if (at > bytes_.size()) bytes_.push_back(0);  // some encoders leave out the last padding byte
    if (is_frame || !ends.empty()) ends.push_back(at);
  }
  if (ends.empty()) return;
  cut_off_ = size_at(bytes_, 4) + kChunkHeader > bytes_.size();
  if (cut_off_) shorten(bytes_, ends.back());
  if (parse(bytes_)) return;
  // A chunk is damaged. Keep the longest beginning that can be parsed.
  cut_off_ = true;
  const std::vector<uint8_t> whole = bytes_;
  const auto keep = [&](size_t end) {
    bytes_.assign(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(end));
    shorten(bytes_, end);
  };
  const auto damaged = std::partition_point(ends.begin(), ends.end(), [&](size_t end) {
    cancel_.check();
    keep(end);
    return parse(bytes_) != nullptr;
  });
  keep(damaged == ends.begin() ? ends.front() : *std::prev(damaged));
}

void WebpFile::list_frames() {
  const DemuxerPtr demuxer = parse(bytes_);
  WebPIterator frame = {};
  if (!demuxer || WebPDemuxGetFrame(demuxer.get(), 1, &frame) == 0) {
    throw Failure(Code::INPUT_NOT_MEDIA, Stage::DEMUX, "it is an animated WebP without a whole frame");
  }
  width_ = static_cast<int>(WebPDemuxGetI(demuxer.get(), WEBP_FF_CANVAS_WIDTH));
  height_ = static_cast<int>(WebPDemuxGetI(demuxer.get(), WEBP_FF_CANVAS_HEIGHT));
  constexpr int64_t kMostPixels = INT32_MAX / 4;  // the bytes of a packet are an int
  if (int64_t{width_} * height_ > kMostPixels) {
    throw Failure(Code::LIMIT_PIXELS, Stage::DEMUX,
                  std::to_string(width_) + "x" + std::to_string(height_) + " pixels, the limit is " +
                      std::to_string(kMostPixels) + " pixels");
  }
  plays_ = static_cast<int>(WebPDemuxGetI(demuxer.get(), WEBP_FF_LOOP_COUNT));
  opaque_ = frame.has_alpha == 0 && frame.width == width_ && frame.height == height_;
  WebPDemuxReleaseIterator(&frame);
  const auto count = static_cast<size_t>(WebPDemuxGetI(demuxer.get(), WEBP_FF_FRAME_COUNT));
  // Not by WebPDemuxNextFrame(), which looks through all earlier frames.
  for (const WebpFrame& one : list_webp_frames(bytes_)) {
    if (frames_.size() == count) break;
    cancel_.check();
    if ((one.replaces && one.alpha) || one.disposes) opaque_ = false;
    const int64_t start = frames_.empty() ? 0 : frames_.back().start + frames_.back().duration;
    frames_.push_back({start, one.duration > kTooShort ? one.duration : kInstead});
  }
}

AVFormatContext* WebpFile::make_format() const {
  AVFormatContext* format = avformat_alloc_context();
  if (format == nullptr) throw std::bad_alloc();
  AVStream* stream = avformat_new_stream(format, nullptr);
  if (stream == nullptr) {
    avformat_free_context(format);
    throw std::bad_alloc();
  }
  format->iformat = &webp_format();
  format->duration = length().num * (AV_TIME_BASE / length().den);
  stream->time_base = {1, 1000};
  stream->start_time = 0;
  stream->duration = frames_.back().start + frames_.back().duration;
  stream->nb_frames = static_cast<int64_t>(frames_.size());
  const Rational rate = Rational{stream->nb_frames} / length();
  av_reduce(&stream->avg_frame_rate.num, &stream->avg_frame_rate.den, rate.num, rate.den, INT32_MAX);
  stream->r_frame_rate = stream->avg_frame_rate;
  stream->disposition = AV_DISPOSITION_DEFAULT;
  AVCodecParameters& codec = *stream->codecpar;
  codec.codec_type = AVMEDIA_TYPE_VIDEO;
  codec.codec_id = AV_CODEC_ID_RAWVIDEO;
  codec.format = opaque_ ? AV_PIX_FMT_RGB0 : AV_PIX_FMT_RGBA;
  codec.width = width_;
  codec.height = height_;
  return format;
}

PacketPtr WebpFile::read() {
  if (next_ >= frames_.size()) {
    truncated_ = cut_off_;
    return nullptr;
  }
  const uint8_t* pixels = nullptr;
  while (decoded_ <= next_) {
    pixels = decode();
    if (pixels == nullptr) {
      truncated_ = true;
      return nullptr;
    }
  }
  PacketPtr packet = new_packet();
  const size_t size = size_t{4} * static_cast<size_t>(width_) * static_cast<size_t>(height_);
  if (av_new_packet(packet.get(), static_cast<int>(size)) < 0) throw std::bad_alloc();
  std::memcpy(packet->data, pixels, size);
  packet->pts = frames_[next_].start;
  packet->dts = packet->pts;
  packet->duration = frames_[next_].duration;
  packet->flags |= AV_PKT_FLAG_KEY;
  ++next_;
  return packet;
}

void WebpFile::seek(int64_t timestamp) {
  const auto after = std::upper_bound(frames_.begin(), frames_.end(), timestamp,
                                      [](int64_t time, const Frame& frame) { return time < frame.start; });
  next_ = after == frames_.begin() ? 0 : static_cast<size_t>(after - frames_.begin()) - 1;
  truncated_ = false;
  if (decoded_ <= next_) return;
  decoded_ = 0;
  if (decoder_) WebPAnimDecoderReset(decoder_.get());
}

const uint8_t* WebpFile::decode() {
  cancel_.check();
  if (!decoder_) {
    WebPAnimDecoderOptions options;
    if (WebPAnimDecoderOptionsInit(&options) == 0) {
      throw Failure(Code::DECODE_FAILED, Stage::DECODE, "the installed libwebpdemux has another version");
    }
    options.color_mode = MODE_RGBA;
    const WebPData data = data_of(bytes_);
    decoder_.reset(WebPAnimDecoderNew(&data, &options));
    if (!decoder_) throw std::bad_alloc();
  }
  uint8_t* pixels = nullptr;
  int end = 0;
  if (WebPAnimDecoderGetNext(decoder_.get(), &pixels, &end) == 0) return nullptr;
  ++decoded_;
  return pixels;
}

}  // namespace cliploop
