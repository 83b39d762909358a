// Demuxes a container: lists its streams and reads the packets of the selected one.
#pragma once

#include <exception>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "base/av_ptr.h"
#include "base/cancel.h"
#include "base/rational.h"
#include "input/av_log.h"
#include "input/mp4_tables.h"
#include "input/source.h"
#include "input/stream_info.h"

namespace cliploop {

// Recognizes the format by content, never by name. The protocols of libav are disabled, so that a file cannot make it
// open another file.
class Demuxer {
 public:
  // Keeps the references. max_pixels: limit for the frames that are decoded to find the properties of the streams.
  // Throws INPUT_NOT_MEDIA, INPUT_FORBIDDEN, LIMIT_PIXELS, and errors of the source.
  Demuxer(Source& source, int64_t max_pixels, AvLog& log, CancelToken& cancel);
  ~Demuxer();
  Demuxer(const Demuxer&) = delete;
  Demuxer& operator=(const Demuxer&) = delete;

  const AVFormatContext& format() const { return *format_; }
  bool random_access() const { return source_.random_access(); }

  // Chooses the video stream. Cover art does not count. Streams with a decoder come first, then the default stream,
  // then streams that are not slideshows, then the largest, then the first. Throws NO_VIDEO.
  const AVStream& choose_video();
  // read() then returns only packets of this stream.
  void select(const AVStream& stream);

  // The next packet of the selected stream; nullptr at the end. An error counts as the end, see truncated().
  PacketPtr read();
  // Seeks to a key frame at or before the time stamp, in units of the stream. False when the container cannot seek.
  bool seek(int64_t timestamp);
  // Continues at the first packet after the offset in bytes. False when the format cannot do that.
  bool seek_to_byte(int64_t offset);

  // True when reading failed before the end of the container.
  bool truncated() const { return truncated_; }

 private:
  void open();
  void open_container(const AVInputFormat* kind);
  // Whether it is safe to decode frames of streams that appear only after the header.
  bool late_pictures_fit(const AVInputFormat* kind);
  void close();
  int read_source(std::span<uint8_t> buffer);
  static int on_read(void* self, uint8_t* buffer, int size);
  static int64_t on_seek(void* self, int64_t offset, int whence);
  static int on_interrupt(void* self);
  // Throws the error of the source or of a cancelled job, if there is one, else INPUT_NOT_MEDIA.
  [[noreturn]] void fail(int error, const std::string& what);
  void rethrow();

  Source& source_;
  const int64_t max_pixels_;
  AvLog& log_;
  CancelToken& cancel_;
  AVIOContext* io_ = nullptr;
  AVFormatContext* format_ = nullptr;
  int selected_ = -1;
  int score_ = 0;  // probe score of libav, 0 to 100
  int64_t position_ = 0;
  bool truncated_ = false;
  Mp4Tables tables_;
  // While the container is read twice: what was read, so that the source is read once.
  bool recording_ = false;
  std::vector<uint8_t> beginning_;
  std::exception_ptr source_error_;
};

}  // namespace cliploop
