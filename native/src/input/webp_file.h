// Reads a WebP file, still or animated, as a stream of whole canvases. libav has no demuxer for animated WebP.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "base/av_ptr.h"
#include "base/cancel.h"
#include "base/rational.h"
#include "input/source.h"

struct WebPAnimDecoder;

namespace cliploop {

// libwebp needs the whole file in memory. Canvases are decoded one after the other, so a seek decodes from the start.
class WebpFile {
 public:
  static constexpr int64_t kMaxBytes = int64_t{256} << 20;

  // `head`: at least the first 12 bytes of the input, if it has them.
  static bool recognizes(std::span<const uint8_t> head);

  // Reads the file and lists its frames, without decoding them. Throws INPUT_NOT_MEDIA when it has no whole frame, and
  // INPUT_UNREADABLE when it is larger than kMaxBytes.
  WebpFile(Source& source, CancelToken& cancel);
  ~WebpFile();
  WebpFile(const WebpFile&) = delete;
  WebpFile& operator=(const WebpFile&) = delete;

  // The container and its stream, of which the caller becomes the owner: avformat_free_context() frees it. The stream
  // has raw RGBA or RGB0 pictures, and its unit of time is the millisecond.
  AVFormatContext* make_format() const;

  // The next canvas as a packet; nullptr at the end, see truncated().
  PacketPtr read();
  // read() then starts with the canvas on screen at the time stamp.
  void seek(int64_t timestamp);

  // True when the last canvas was read, and the file is cut off or damaged after it.
  bool truncated() const { return truncated_; }
  // The end of the last frame.
  Rational length() const { return {frames_.back().start + frames_.back().duration, 1000}; }
  // The bytes of the file and of the canvases, about.
  int64_t held_bytes() const { return static_cast<int64_t>(bytes_.size()) + int64_t{3} * 4 * width_ * height_; }
  // Total plays, 0 = forever.
  int plays() const { return plays_; }

 private:
  struct Frame {
    int64_t start;     // milliseconds
    int64_t duration;  // milliseconds
  };
  struct DecoderFree {
    void operator()(WebPAnimDecoder* decoder) const;
  };

  // Shortens a file that is cut off to its whole frames.
  void drop_incomplete_end();
  void list_frames();
  // The pixels of the next canvas, or null when it is damaged.
  const uint8_t* decode();

  CancelToken& cancel_;
  std::vector<uint8_t> bytes_;
  std::vector<Frame> frames_;
  int width_ = 0;
  int height_ = 0;
  int plays_ = 1;
  size_t next_ = 0;     // the frame of the next read()
  size_t decoded_ = 0;  // frames that decoder_ has decoded
  std::unique_ptr<WebPAnimDecoder, DecoderFree> decoder_;
  bool opaque_ = false;  // no canvas has a transparent pixel
  bool cut_off_ = false;
  bool truncated_ = false;
};

}  // namespace cliploop
