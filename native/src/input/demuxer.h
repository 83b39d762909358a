// Demuxes a container: lists its streams and reads the packets of the selected one.
#pragma once

#include <exception>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/av_ptr.h"
#include "base/cancel.h"
#include "base/rational.h"
#include "input/alpha_packets.h"
#include "input/alpha_track.h"
#include "input/av_log.h"
#include "input/byte_record.h"
#include "input/display_order.h"
#include "input/mp4_tables.h"
#include "input/picture_area.h"
#include "input/scrambling.h"
#include "input/source.h"
#include "input/stream_info.h"
#include "input/unpacked_frames.h"
#include "input/webp_file.h"

namespace cliploop {

// Recognizes the format by content, never by name. The protocols of libav are disabled, so that a file cannot make it
// open another file.
class Demuxer {
 public:
  struct Options {
    int64_t max_pixels = int64_t{8192} * 4320;  // of frames that are decoded to find the properties of the streams
    std::optional<Rational> input_fps = {};     // of a raw stream; absent: what the stream states, or 25
    bool one_thread = false;                    // see StreamInfoOptions
    // The streams are known already: packets are not read to find their properties, when the header names all streams.
    bool header_only = false;
  };
  // Keeps the references. Throws INPUT_NOT_MEDIA, INPUT_FORBIDDEN, LIMIT_PIXELS, INVALID_OPTION when input_fps is given
  // and the format has times, and errors of the source.
  Demuxer(Source& source, const Options& options, AvLog& log, CancelToken& cancel);
  ~Demuxer();
  Demuxer(const Demuxer&) = delete;
  Demuxer& operator=(const Demuxer&) = delete;

  const AVFormatContext& format() const { return *format_; }
  bool random_access() const { return source_.random_access(); }

  // True when the format was guessed from a few bits, so that the input may not be media at all.
  bool guessed() const;
  // Why an unknown format may not be read, for an error.
  std::string unknown_format_text() const;
  // The number of packets of each stream in the first part of the input. Opens the input anew afterwards, which makes
  // references to streams invalid.
  std::vector<int64_t> count_packets();
  // Throws DECODE_FAILED when there is no such stream, as when the input has changed since it was opened before.
  const AVStream& stream(int index) const;
  // States the size and the pixel format of a stream where no frame was decoded to find them.
  void describe(const AVStream& stream, const AVFrame& first);
  // The part of the pictures of a stream that the container wants shown; null = all.
  const PictureArea* shown_area(const AVStream& stream) const;
  // read() then returns only packets of this stream.
  void select(const AVStream& stream);

  // An animated GIF, WebP or PNG.
  bool is_animated_image() const;
  // The total number of plays that an animated image states, 0 = forever; nullopt for other inputs.
  std::optional<int> plays() const;

  // The alpha track of the selected stream, or null. Packets of the stream then carry its packets as side data.
  const AVStream* alpha() const { return alpha_ < 0 ? nullptr : format_->streams[alpha_]; }

  // The next packet of the selected stream; nullptr at the end. An error counts as the end, see truncated().
  PacketPtr read();
  // Seeks to a key frame at or before the time stamp, in units of the stream. False when the container cannot seek.
  bool seek(int64_t timestamp);
  // False for raw streams, whose packets have no times.
  bool can_seek() const { return !counted_; }
  // The time stamp of the last key frame that is decoded at or before `timestamp`, as the index of the file states it;
  // nullopt when the index does not reach it, or when there is none.
  std::optional<int64_t> indexed_key_frame(int64_t timestamp) const;
  // Continues at the first packet after the offset in bytes. False when the format cannot do that.
  bool seek_to_byte(int64_t offset);

  // Whether the last packets of this stream in the file are scrambled. read() may not return them.
  bool is_scrambled(const AVStream& stream) const { return scrambling_.is_scrambled(stream.id); }
  // Whether the packet of this stream at the offset is scrambled.
  bool is_scrambled(const AVStream& stream, int64_t offset) const {
    return scrambling_.is_scrambled_at(stream.id, offset);
  }
  // The frame rate that is assumed, because neither the input nor the caller states one.
  std::optional<Rational> assumed_rate() const { return assumed_rate_; }
  // The length of the video when it is known without reading packets, in seconds.
  std::optional<Rational> exact_length() const { return webp_ ? std::optional(webp_->length()) : std::nullopt; }
  // The bytes of a file that is read as a whole, and of what its decoder keeps; 0 for most formats.
  int64_t held_bytes() const { return webp_ ? webp_->held_bytes() : 0; }
  // Continues where this demuxer was after another one has read from the source.
  void resume() { source_.seek(position_); }

  // True when reading failed before the end of the container.
  bool truncated() const { return truncated_; }

 private:
  bool is_wanted(int stream) const { return stream == selected_ || (alpha_ >= 0 && stream == alpha_); }
  void open();
  void open_webp();
  void open_container(const AVInputFormat* kind);
  // Whether it is safe to decode frames of streams that appear only after the header.
  bool late_pictures_fit(const AVInputFormat* kind);
  // The next packet of the selected stream or its alpha track.
  PacketPtr read_any();
  // The next packet of a stream whose container does not state when frames are displayed.
  PacketPtr read_in_order();
  void clear_order();
  // Sets the frame rate of a raw stream, whose packets have no times.
  void set_raw_rate();
  void close();
  bool is_header(const AVPacket& packet) const;
  int read_source(std::span<uint8_t> buffer);
  static int on_read(void* self, uint8_t* buffer, int size);
  static int64_t on_seek(void* self, int64_t offset, int whence);
  static int on_interrupt(void* self);
  // Throws the error of the source or of a cancelled job, if there is one, else INPUT_NOT_MEDIA.
  [[noreturn]] void fail(int error, const std::string& what);
  void rethrow();
  void read_crops();

  Source& source_;
  const Options options_;
  AvLog& log_;
  CancelToken& cancel_;
  std::unique_ptr<WebpFile> webp_;  // an animated WebP, which libav does not read
  std::optional<Rational> assumed_rate_;
  bool counted_ = false;  // packets get no times: each frame follows the one before at the frame rate of the stream
  AVIOContext* io_ = nullptr;
  AVFormatContext* format_ = nullptr;
  int selected_ = -1;
  int alpha_ = -1;  // index of the alpha track of the selected stream
  std::optional<AlphaTrack> alpha_track_;
  AlphaPackets alpha_packets_;
  std::unique_ptr<DisplayOrder> order_;
  std::unique_ptr<UnpackedFrames> unpacked_;
  int score_ = 0;  // probe score of libav, 0 to 100
  int64_t position_ = 0;
  bool truncated_ = false;
  Scrambling scrambling_;
  std::optional<ByteRecord> record_;               // while the container is opened
  std::vector<std::optional<PictureArea>> areas_;  // by stream
  Mp4Tables tables_;
  // While the container is read twice: what was read, so that the source is read once.
  bool recording_ = false;
  std::vector<uint8_t> beginning_;
  std::exception_ptr source_error_;
};

}  // namespace cliploop
