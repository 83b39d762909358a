// The container: which streams there are, and the packets of the one that counts.
#pragma once

#include <exception>
#include <memory>
#include <string>
#include <vector>

#include "base/av_ptr.h"
#include "base/cancel.h"
#include "base/rational.h"
#include "input/av_log.h"
#include "input/source.h"

namespace cliploop {

// Opens a source by its content (never by its name), without libav's own protocols: nothing inside a file can make it
// open another.
class Demuxer {
 public:
  // Keeps the references. Throws INPUT_NOT_MEDIA, or what the source threw.
  Demuxer(Source& source, AvLog& log, CancelToken& cancel);
  ~Demuxer();
  Demuxer(const Demuxer&) = delete;
  Demuxer& operator=(const Demuxer&) = delete;

  const AVFormatContext& format() const { return *format_; }
  bool random_access() const { return source_.random_access(); }
  int64_t source_size() { return source_.size(); }

  // The real video stream: not cover art; decodable ones first, then the default one, then those that move, then the
  // largest, then the first. Throws NO_VIDEO.
  const AVStream& choose_video();
  // From now on only this stream's packets are read.
  void select(const AVStream& stream);

  // The next packet of the selected stream; nullptr at the end. A container that breaks off counts as its end: see
  // truncated().
  PacketPtr read();
  // To a key frame at or before the time stamp (stream units). False when the container cannot.
  bool seek(int64_t timestamp);

  // libav gave up on reading before the end of the container.
  bool truncated() const { return truncated_; }

 private:
  void open();
  void close();
  static int on_read(void* self, uint8_t* buffer, int size);
  static int64_t on_seek(void* self, int64_t offset, int whence);
  static int on_interrupt(void* self);
  // Rethrows what the source threw inside libav, and a cancel; then fails for the error itself.
  [[noreturn]] void fail(int error, const std::string& what);
  void rethrow();

  Source& source_;
  AvLog& log_;
  CancelToken& cancel_;
  AVIOContext* io_ = nullptr;
  AVFormatContext* format_ = nullptr;
  int selected_ = -1;
  int score_ = 0;  // probe score of libav, 0 to 100
  int64_t position_ = 0;
  bool truncated_ = false;
  std::exception_ptr source_error_;
};

}  // namespace cliploop
