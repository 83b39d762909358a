#include "input/demuxer.h"

#include <algorithm>
#include <cstring>
#include <tuple>

extern "C" {
#include <libavutil/opt.h>
}

#include "input/oversize.h"

namespace cliploop {
namespace {

constexpr int kIoBuffer = 64 << 10;
constexpr const char* kNotMedia = "its format is unknown, or its beginning is damaged";

int refuse_open(AVFormatContext*, AVIOContext**, const char*, int, AVDictionary**) { return AVERROR(EPERM); }

bool refers_to_other_files(const AVInputFormat* format) {
  // These formats need other files or network connections, which an input may not open.
  constexpr const char* kNames[] = {"hls", "dash", "concat", "sdp", "rtsp", "image2", "imf", "webm_dash_manifest"};
  const std::string names = std::string(",") + format->name + ",";
  return std::any_of(std::begin(kNames), std::end(kNames),
                     [&](const char* name) { return names.find(std::string(",") + name + ",") != std::string::npos; });
}

// Formats without a header are recognized by patterns of a few bits, which random data can match. This is the highest
// score of such a match, unless the demuxer has seen several frames in a row.
constexpr int kGuess = AVPROBE_SCORE_EXTENSION / 2 + 1;

// Whether all bytes are printable characters of ASCII, UTF-8 or an 8-bit code page.
bool is_text(const std::vector<uint8_t>& bytes) {
  constexpr uint8_t kSpace = 0x20;
  constexpr uint8_t kDelete = 0x7f;
  return std::all_of(bytes.begin(), bytes.end(), [](uint8_t byte) {
    return byte == '\t' || byte == '\n' || byte == '\r' || byte == '\f' || (byte >= kSpace && byte != kDelete);
  });
}

}  // namespace

Demuxer::Demuxer(Source& source, int64_t max_pixels, AvLog& log, CancelToken& cancel)
    : source_(source), max_pixels_(max_pixels), log_(log), cancel_(cancel) {
  try {
    open();
  } catch (...) {
    close();  // the destructor does not run when the constructor throws
    throw;
  }
}

Demuxer::~Demuxer() { close(); }

void Demuxer::close() {
  avformat_close_input(&format_);
  if (io_ != nullptr) av_freep(&io_->buffer);
  avio_context_free(&io_);
}

void Demuxer::open() {
  auto* buffer = static_cast<uint8_t*>(av_malloc(kIoBuffer));
  if (buffer == nullptr) throw std::bad_alloc();
  io_ = avio_alloc_context(buffer, kIoBuffer, 0, this, on_read, nullptr, on_seek);
  if (io_ == nullptr) av_free(buffer);
  if (io_ == nullptr) throw std::bad_alloc();
  io_->seekable = AVIO_SEEKABLE_NORMAL;
  const AVInputFormat* kind = nullptr;
  const int probed = av_probe_input_buffer2(io_, &kind, "", nullptr, 0, 0);
  if (probed < 0) fail(probed, kNotMedia);
  score_ = probed;
  if (refers_to_other_files(kind)) {
    throw Failure(
        Code::INPUT_FORBIDDEN, Stage::DEMUX,
        std::string("it is a list of other files (") + kind->name + "), and an input may not open other files");
  }
  // Text formats are recognized by their first line, with a high score.
  if (score_ <= AVPROBE_SCORE_EXTENSION && is_text(source_.head())) {
    throw Failure(Code::INPUT_NOT_MEDIA, Stage::DEMUX, "it is text");
  }
  open_container(kind);
  const bool late_streams = (format_->ctx_flags & AVFMTCTX_NOHEADER) != 0;
  const bool decode = !late_streams || late_pictures_fit(kind);
  const StreamInfoResult known = find_stream_info(*format_, {max_pixels_, decode});
  beginning_ = {};
  rethrow();
  if (known.error < 0) fail(known.error, "the streams cannot be read");
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
  const int opened = avformat_open_input(&format_, "", kind, nullptr);  // frees and clears format_ when it fails
  if (opened < 0) fail(opened, kNotMedia);
}

// The container is first read without decoders, and the parsers tell the sizes.
bool Demuxer::late_pictures_fit(const AVInputFormat* kind) {
  constexpr int64_t kUsualTotal = int64_t{8192} * 4320;
  const int seekable = io_->seekable;
  io_->seekable = 0;  // the end of the file is not needed
  recording_ = true;
  const StreamInfoResult known = find_stream_info(*format_, {max_pixels_, false});
  recording_ = false;
  io_->seekable = seekable;
  rethrow();
  if (known.error < 0) fail(known.error, "the streams cannot be read");
  avformat_close_input(&format_);
  if (const int64_t back = avio_seek(io_, 0, SEEK_SET); back < 0) fail(static_cast<int>(back), kNotMedia);
  open_container(kind);
  return known.largest <= max_pixels_ && known.total <= std::max(max_pixels_, kUsualTotal);
}

const AVStream& Demuxer::choose_video() {
  double fastest = 0;
  for (unsigned i = 0; i < format_->nb_streams; ++i)
    fastest = std::max(fastest, av_q2d(format_->streams[i]->avg_frame_rate));
  const AVStream* best = nullptr;
  std::tuple<bool, bool, bool, int64_t> best_rank;
  for (unsigned i = 0; i < format_->nb_streams; ++i) {
    const AVStream* stream = format_->streams[i];
    const AVCodecParameters* codec = stream->codecpar;
    // Phones store a few stills of a motion photo as a stream beside the video.
    constexpr double kSparse = 8;
    constexpr int kNotVideo = AV_DISPOSITION_ATTACHED_PIC | AV_DISPOSITION_TIMED_THUMBNAILS;
    if (codec->codec_type != AVMEDIA_TYPE_VIDEO || (stream->disposition & kNotVideo) != 0) continue;
    const std::tuple rank{avcodec_find_decoder(codec->codec_id) != nullptr && codec->width > 0,
                          (stream->disposition & AV_DISPOSITION_DEFAULT) != 0,
                          av_q2d(stream->avg_frame_rate) * kSparse >= fastest,
                          static_cast<int64_t>(codec->width) * codec->height};
    if (best == nullptr || rank > best_rank) {
      best = stream;
      best_rank = rank;
    }
  }
  if (best == nullptr) {
    if (score_ <= kGuess) throw Failure(Code::INPUT_NOT_MEDIA, Stage::DEMUX, "its format is unknown");
    const bool any = format_->nb_streams > 0;
    throw Failure(Code::NO_VIDEO, Stage::DEMUX,
                  any ? "it has only audio, subtitles or cover art" : "it has no streams");
  }
  return *best;
}

void Demuxer::select(const AVStream& stream) {
  selected_ = stream.index;
  for (unsigned i = 0; i < format_->nb_streams; ++i) {
    format_->streams[i]->discard = static_cast<int>(i) == selected_ ? AVDISCARD_DEFAULT : AVDISCARD_ALL;
  }
}

PacketPtr Demuxer::read() {
  constexpr int kMaxIdle = 10'000;  // on damaged files, some demuxers return EAGAIN forever
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
    if (packet->stream_index == selected_) return packet;
    av_packet_unref(packet.get());
  }
}

bool Demuxer::seek(int64_t timestamp) {
  cancel_.check();
  const int result = av_seek_frame(format_, selected_, timestamp, AVSEEK_FLAG_BACKWARD);
  rethrow();
  return result >= 0;
}

bool Demuxer::seek_to_byte(int64_t offset) {
  cancel_.check();
  const int result = av_seek_frame(format_, selected_, offset, AVSEEK_FLAG_BYTE);
  rethrow();
  return result >= 0;
}

int Demuxer::on_read(void* self, uint8_t* buffer, int size) {
  auto* demuxer = static_cast<Demuxer*>(self);
  try {
    const int got = demuxer->read_source({buffer, static_cast<size_t>(size)});
    demuxer->position_ += got;
    return got == 0 ? AVERROR_EOF : got;
  } catch (...) {
    demuxer->source_error_ = std::current_exception();
    return AVERROR_EXIT;
  }
}

int Demuxer::read_source(std::span<uint8_t> buffer) {
  const auto kept = static_cast<int64_t>(beginning_.size());
  if (position_ < kept) {
    const auto count = std::min<int64_t>(static_cast<int64_t>(buffer.size()), kept - position_);
    std::copy_n(beginning_.begin() + position_, count, buffer.begin());
    return static_cast<int>(count);
  }
  source_.seek(position_);
  const int got = source_.read(buffer.data(), static_cast<int>(buffer.size()));
  source_.record_head(position_, buffer.first(static_cast<size_t>(got)));
  tables_.see(position_, buffer.first(static_cast<size_t>(got)), source_.size());
  if (recording_ && position_ == kept) beginning_.insert(beginning_.end(), buffer.begin(), buffer.begin() + got);
  return got;
}

int64_t Demuxer::on_seek(void* self, int64_t offset, int whence) {
  auto* demuxer = static_cast<Demuxer*>(self);
  try {
    const int64_t size = demuxer->source_.size();
    whence &= ~AVSEEK_FORCE;
    if (whence == AVSEEK_SIZE) return size >= 0 ? size : AVERROR(ENOSYS);
    if (whence == SEEK_CUR) offset += demuxer->position_;
    if (whence == SEEK_END) {
      if (size < 0) return AVERROR(ENOSYS);
      offset += size;
    }
    if (offset < 0) return AVERROR(EINVAL);
    demuxer->position_ = offset;
    return offset;
  } catch (...) {
    demuxer->source_error_ = std::current_exception();
    return AVERROR_EXIT;
  }
}

int Demuxer::on_interrupt(void* self) { return static_cast<Demuxer*>(self)->cancel_.cancelled() ? 1 : 0; }

void Demuxer::rethrow() {
  if (source_error_) std::rethrow_exception(source_error_);
  cancel_.check();
}

void Demuxer::fail(int error, const std::string& what) {
  rethrow();
  throw_if_oversized(log_, max_pixels_);
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
