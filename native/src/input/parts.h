// Demuxes files that were joined byte by byte, one after the other.
#pragma once

#include <memory>
#include <optional>

#include "input/demuxer.h"
#include "input/stream_choice.h"
#include "input/window.h"

namespace cliploop {

class Parts {
 public:
  struct Options {
    StreamRequest stream;
    Demuxer::Options demuxer = {};
    std::optional<StreamChoice> choice = std::nullopt;  // made before, for the same source and request
  };
  // Opens the first part and selects its video stream. Keeps the references. Throws like Demuxer and choose_stream().
  Parts(Source& source, const Options& options, AvLog& log, CancelToken& cancel);

  // The choice of the stream in the first part.
  const StreamChoice& choice() const { return *options_.choice; }

  // The demuxer of the first part, which describes the input.
  Demuxer& first() const { return *first_.demuxer; }
  const AVStream& stream() const { return *first_.stream; }

  // The next packet of the video, in the time base of the first part and with its offset in the input; nullptr at the
  // end of the last part. The `opaque` of the first packet of each later part is not null.
  PacketPtr read();
  // Like Demuxer::seek(), in the first part.
  bool seek(int64_t timestamp);
  // Like Demuxer::seek_to_byte(), in the first part.
  bool seek_to_byte(int64_t offset);
  // True when another file follows the first part, as far as it was read.
  bool joined() const { return first_.window->next() >= 0; }
  // The first bytes of the input.
  const std::vector<uint8_t>& head() const { return first_.window->head(); }
  // Whether the last packets of the video that were read are scrambled. read() may not return them.
  bool is_scrambled() const;
  // Whether this packet of read() is scrambled. Of packets before the current part, only those of the first are known.
  bool is_scrambled(const AVPacket& packet) const;
  bool truncated() const { return current().demuxer->truncated(); }

 private:
  struct Part {
    int64_t base = 0;  // offset in the input
    std::unique_ptr<Window> window;
    std::unique_ptr<Demuxer> demuxer;
    const AVStream* stream = nullptr;
  };
  Part open(int64_t base);
  // Selects the stream that continues the current one, or else the one that would be chosen if the part were the input.
  int continuing_stream(Demuxer& demuxer) const;
  // False when there is no further part of the same codec.
  bool open_next();
  void go_to_first();
  const Part& current() const { return later_.demuxer ? later_ : first_; }

  Source& source_;
  Options options_;
  AvLog& log_;
  CancelToken& cancel_;
  Part first_;
  Part later_;
  bool header_changed_ = false;
  bool next_is_encrypted_ = false;  // so that it could not be opened
};

}  // namespace cliploop
