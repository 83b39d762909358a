#include "input/demuxer.h"

#include <algorithm>
#include <cstring>
#include <string_view>

extern "C" {
#include <libavutil/opt.h>
}

#include "input/container_crop.h"
#include "input/format_guess.h"
#include "input/formats.h"
#include "input/oversize.h"
#include "input/packet_times.h"
#include "input/plays.h"
#include "input/png_chunks.h"
#include "input/raw_rate.h"
#include "input/unused_alpha.h"

namespace cliploop {
namespace {

constexpr int kMaxIdle = 10'000;  // on damaged files, some demuxers return EAGAIN forever
constexpr int kIoBuffer = 64 << 10;
constexpr const char* kNotMedia = "its format is unknown, or its beginning is damaged";

int refuse_open(AVFormatContext*, AVIOContext**, const char*, int, AVDictionary**) { return AVERROR(EPERM); }

Failure refers_to_files(const char* format) {
  return {Code::INPUT_FORBIDDEN, Stage::DEMUX,
          std::string("it is a list of other files (") + format + "), and an input may not open other files"};
}

}  // namespace

Demuxer::Demuxer(Source& source, const Options& options, AvLog& log, CancelToken& cancel)
    : source_(source), options_(options), log_(log), cancel_(cancel) {
  try {
    open();
  } catch (...) {
    close();  // the destructor does not run when the constructor throws
    throw;
  }
}

Demuxer::~Demuxer() { close(); }

void Demuxer::close() {
  if (webp_) {
    avformat_free_context(format_);
    format_ = nullptr;
    return;
  }
  avformat_close_input(&format_);
  if (io_ != nullptr) av_freep(&io_->buffer);
  avio_context_free(&io_);
}

void Demuxer::open_webp() {
  webp_ = std::make_unique<WebpFile>(source_, cancel_);
  format_ = webp_->make_format();
  if (options_.input_fps) throw refuse_rate(*format_->iformat);
}

void Demuxer::open() {
  if (WebpFile::recognizes(peek(source_))) {
    open_webp();
    return;
  }
  auto* buffer = static_cast<uint8_t*>(av_malloc(kIoBuffer));
  if (buffer == nullptr) throw std::bad_alloc();
  io_ = avio_alloc_context(buffer, kIoBuffer, 0, this, on_read, nullptr, on_seek);
  if (io_ == nullptr) av_free(buffer);
  if (io_ == nullptr) throw std::bad_alloc();
  io_->seekable = AVIO_SEEKABLE_NORMAL;
  source_.seek(0);
  record_.emplace();
  recording_ = true;
  const AVInputFormat* kind = nullptr;
  const int probed = av_probe_input_buffer2(io_, &kind, "", nullptr, 0, 0);
  rethrow();
  if (is_hls(source_.head())) throw refers_to_files("hls");
  if (probed < 0) fail(probed, looks_encrypted(source_) ? kLooksEncrypted : kNotMedia);
  score_ = probed;
  if (refers_to_other_files(*kind)) throw refers_to_files(kind->name);
  if (!allows_format(*kind)) {
    throw Failure(Code::DECODER_MISSING, Stage::DEMUX,
                  std::string("this service does not read files of the format ") + kind->name);
  }
  // Text formats are recognized by their first line, with a high score.
  if (score_ <= AVPROBE_SCORE_EXTENSION && is_text(source_.head())) {
    throw Failure(Code::INPUT_NOT_MEDIA, Stage::DEMUX, "it is text");
  }
  const bool raw = is_raw(*kind);
  if (options_.input_fps && !raw) throw refuse_rate(*kind);
  open_container(kind);
  const bool late_streams = (format_->ctx_flags & AVFMTCTX_NOHEADER) != 0;
  const bool skip = options_.header_only && !late_streams;
  // Chunks between the frames of APNG may grow without a limit, and Decoder removes them.
  const bool unsafe = std::string_view(kind->name) == "apng";
  const bool decode = !unsafe && (!late_streams || late_pictures_fit(kind));
  recording_ = false;
  for (unsigned i = 0; i < format_->nb_streams; ++i) apply_bit_masks(*format_->streams[i]->codecpar, source_.head());
  read_crops();
  record_.reset();
  const StreamInfoResult known =
      skip ? StreamInfoResult{} : find_stream_info(*format_, {options_.max_pixels, options_.one_thread, decode});
  beginning_ = {};
  rethrow();
  if (known.error < 0) fail(known.error, "the streams cannot be read");
  if (raw) set_raw_rate();
  alpha_track_ = find_alpha_track(*format_, source_, cancel_);
  source_.seek(position_);
  // The alpha track is no video of its own.
  if (alpha_track_) format_->streams[alpha_track_->alpha]->codecpar->codec_type = AVMEDIA_TYPE_DATA;
}

void Demuxer::open_container(const AVInputFormat* kind) {
  format_ = avformat_alloc_context();
  if (format_ == nullptr) throw std::bad_alloc();
  format_->pb = io_;
  format_->flags |= AVFMT_FLAG_CUSTOM_IO;
  format_->opaque = &log_;
  format_->io_open = refuse_open;
  format_->protocol_whitelist = av_strdup("none");
  format_->interrupt_callback = {on_interrupt, this};
  AVDictionary* settings = nullptr;
  if (is_raw(*kind)) av_dict_set(&settings, "framerate", raw_rate_text(*kind, options_.input_fps).c_str(), 0);
  const int opened = avformat_open_input(&format_, "", kind, &settings);  // frees and clears format_ when it fails
  av_dict_free(&settings);
  if (opened < 0) fail(opened, kNotMedia);
  for (unsigned i = 0; i < format_->nb_streams; ++i) prepare_apng(*format_->streams[i]->codecpar);
}

// The container is first read without decoders, and the parsers tell the sizes.
bool Demuxer::late_pictures_fit(const AVInputFormat* kind) {
  constexpr int64_t kUsualTotal = int64_t{8192} * 4320;
  const int seekable = io_->seekable;
  io_->seekable = 0;  // the end of the file is not needed
  const StreamInfoResult known = find_stream_info(*format_, {options_.max_pixels, false, false});
  io_->seekable = seekable;
  rethrow();
  if (known.error < 0) fail(known.error, "the streams cannot be read");
  avformat_close_input(&format_);
  if (const int64_t back = avio_seek(io_, 0, SEEK_SET); back < 0) fail(static_cast<int>(back), kNotMedia);
  open_container(kind);
  return known.largest <= options_.max_pixels && known.total <= std::max(options_.max_pixels, kUsualTotal);
}

void Demuxer::describe(const AVStream& stream, const AVFrame& first) {
  AVCodecParameters& codec = *format_->streams[stream.index]->codecpar;
  if (codec.format != AV_PIX_FMT_NONE) return;
  codec.format = first.format;
  codec.width = first.width;
  codec.height = first.height;
}

void Demuxer::set_raw_rate() {
  for (unsigned i = 0; i < format_->nb_streams; ++i) {
    AVStream& stream = *format_->streams[i];
    if (stream.codecpar->codec_type != AVMEDIA_TYPE_VIDEO) continue;
    if (!options_.input_fps) {
      if (states_rate(*format_->iformat, stream)) continue;
      assumed_rate_ = kAssumedRate;
    }
    counted_ = true;
    const Rational rate = options_.input_fps.value_or(kAssumedRate);
    av_reduce(&stream.avg_frame_rate.num, &stream.avg_frame_rate.den, rate.num, rate.den, INT32_MAX);
    stream.r_frame_rate = stream.avg_frame_rate;
  }
}

void Demuxer::read_crops() {
  HeaderBytes bytes(*record_, source_);
  areas_ = read_container_crops(*format_, bytes);
  for (unsigned i = 0; i < format_->nb_streams; ++i) {
    if (!areas_[i] || !(areas_[i]->sar > Rational{})) continue;
    const Rational sar = areas_[i]->sar;
    av_reduce(&format_->streams[i]->sample_aspect_ratio.num, &format_->streams[i]->sample_aspect_ratio.den, sar.num,
              sar.den, INT32_MAX);
  }
}

bool Demuxer::guessed() const { return score_ <= kGuess; }

std::string Demuxer::unknown_format_text() const {
  return looks_encrypted(source_) ? kLooksEncrypted : "its format is unknown";
}

const AVStream& Demuxer::stream(int index) const {
  if (index < 0 || static_cast<unsigned>(index) >= format_->nb_streams) {
    throw Failure(Code::DECODE_FAILED, Stage::DEMUX, "the video stream is missing when the input is opened again");
  }
  return *format_->streams[index];
}

const PictureArea* Demuxer::shown_area(const AVStream& stream) const {
  const auto index = static_cast<size_t>(stream.index);
  return index < areas_.size() && areas_[index] ? &*areas_[index] : nullptr;
}

std::vector<int64_t> Demuxer::count_packets() {
  constexpr int64_t kEnough = 300;          // packets of one video stream
  constexpr int64_t kMostBytes = 32 << 20;  // of all packets
  std::vector<int64_t> counts(format_->nb_streams);
  int64_t bytes = 0;
  int idle = 0;
  bool enough = false;
  PacketPtr packet = new_packet();
  while (!enough && bytes < kMostBytes) {
    cancel_.check();
    const int got = av_read_frame(format_, packet.get());
    rethrow();
    if (got == AVERROR(EAGAIN) && ++idle < kMaxIdle) continue;
    if (got < 0) break;
    counts.resize(format_->nb_streams);
    const auto index = static_cast<size_t>(packet->stream_index);
    enough = ++counts[index] >= kEnough && format_->streams[index]->codecpar->codec_type == AVMEDIA_TYPE_VIDEO;
    bytes += packet->size;
    av_packet_unref(packet.get());
  }
  close();
  position_ = 0;
  open();
  counts.resize(format_->nb_streams);
  return counts;
}

void Demuxer::select(const AVStream& stream) {
  selected_ = stream.index;
  alpha_ = alpha_track_ && alpha_track_->color == selected_ ? alpha_track_->alpha : -1;
  for (unsigned i = 0; i < format_->nb_streams; ++i) {
    format_->streams[i]->discard = is_wanted(static_cast<int>(i)) ? AVDISCARD_DEFAULT : AVDISCARD_ALL;
  }
  unpacked_.reset();
  order_ = webp_ ? nullptr : DisplayOrder::make(*format_, stream);
  if (!order_ || stream.codecpar->codec_id != AV_CODEC_ID_MPEG4) return;
  unpacked_ = UnpackedFrames::make(stream);
  if (!unpacked_) order_.reset();
}

bool Demuxer::is_animated_image() const {
  const std::string_view name = format_->iformat->name;
  return webp_ || name == "gif" || name == "apng";
}

std::optional<int> Demuxer::plays() const { return webp_ ? webp_->plays() : stated_plays(source_.head()); }

PacketPtr Demuxer::read() {
  if (webp_) {
    PacketPtr canvas = webp_->read();
    truncated_ = webp_->truncated();
    return canvas;
  }
  if (order_) return read_in_order();
  if (alpha_ < 0) return read_any();
  while (true) {
    PacketPtr packet = read_any();
    const bool ended = packet == nullptr;
    if (packet && packet->stream_index == alpha_) {
      alpha_packets_.add_alpha(std::move(packet));
    } else if (packet) {
      alpha_packets_.add_color(std::move(packet));
    }
    PacketPtr joined = alpha_packets_.take(ended);
    if (joined || ended) return joined;
  }
}

PacketPtr Demuxer::read_in_order() {
  while (true) {
    PacketPtr timed = order_->take(false);
    if (timed) return timed;
    PacketPtr packet = read_any();
    if (!packet) return order_->take(true);
    if (!unpacked_ || unpacked_->replace(*packet)) order_->add(std::move(packet));
  }
}

PacketPtr Demuxer::read_any() {
  PacketPtr packet = new_packet();
  int idle = 0;
  while (true) {
    cancel_.check();
    const int got = av_read_frame(format_, packet.get());
    rethrow();
    if (got == AVERROR(EAGAIN) && ++idle < kMaxIdle) continue;
    if (got < 0) {
      truncated_ = got != AVERROR_EOF;
      return nullptr;
    }
    if (is_wanted(packet->stream_index) && !is_header(*packet)) {
      if (counted_) packet->pts = packet->dts = AV_NOPTS_VALUE;
      if (counted_) packet->duration = 0;
      drop_impossible_times(*packet);
      return packet;
    }
    av_packet_unref(packet.get());
  }
}

// Chained Ogg files repeat the headers of Theora as packets, which its decoder accepts only at the beginning.
bool Demuxer::is_header(const AVPacket& packet) const {
  constexpr uint8_t kHeader = 0x80;
  return format_->streams[packet.stream_index]->codecpar->codec_id == AV_CODEC_ID_THEORA && packet.size > 0 &&
         (packet.data[0] & kHeader) != 0;
}

bool Demuxer::seek(int64_t timestamp) {
  cancel_.check();
  if (webp_) webp_->seek(timestamp);
  if (webp_ || counted_) return webp_ != nullptr;
  alpha_packets_.clear();
  clear_order();
  const int result = av_seek_frame(format_, selected_, timestamp, AVSEEK_FLAG_BACKWARD);
  rethrow();
  return result >= 0;
}

std::optional<int64_t> Demuxer::indexed_key_frame(int64_t timestamp) const {
  if (webp_) return std::nullopt;
  AVStream* stream = format_->streams[selected_];
  // The index of some formats grows while they are read.
  const bool complete = stream->nb_frames > 0 && avformat_index_get_entries_count(stream) >= stream->nb_frames;
  if (!complete && av_index_search_timestamp(stream, timestamp, AVSEEK_FLAG_ANY) < 0) return std::nullopt;
  const int at = av_index_search_timestamp(stream, timestamp, AVSEEK_FLAG_BACKWARD);
  const AVIndexEntry* entry = at < 0 ? nullptr : avformat_index_get_entry(stream, at);
  return entry == nullptr ? std::nullopt : std::optional(entry->timestamp);
}

void Demuxer::clear_order() {
  if (order_) order_->clear();
  if (unpacked_) unpacked_->clear();
}

bool Demuxer::seek_to_byte(int64_t offset) {
  cancel_.check();
  clear_order();
  const int result = av_seek_frame(format_, selected_, offset, AVSEEK_FLAG_BYTE);
  rethrow();
  return result >= 0;
}

void Demuxer::rethrow() {
  if (source_error_) std::rethrow_exception(source_error_);
  cancel_.check();
}

void Demuxer::fail(int error, const std::string& what) {
  rethrow();
  throw_if_oversized(log_, options_.max_pixels);
  if (scrambling_.is_scrambled()) throw Failure(Code::INPUT_ENCRYPTED, Stage::DEMUX, kScrambled);
  if (error == AVERROR(ENOMEM)) {
    throw_if_out_of_memory();
    throw Failure(Code::INPUT_NOT_MEDIA, Stage::DEMUX, "its header states a size that is too large for any file",
                  error);
  }
  // The last log line of libav often has the cause, such as a missing index.
  const auto lines = log_.lines();
  throw Failure(Code::INPUT_NOT_MEDIA, Stage::DEMUX,
                what + (error == AVERROR_INVALIDDATA ? "" : ": " + av_error_text(error)) +
                    (lines.empty() ? "" : " (" + lines.back() + ")"),
                error);
}

}  // namespace cliploop
