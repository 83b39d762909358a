// A stream source and its producer in one thread: bytes are pushed when the source asks for them, so that a run is
// repeatable and no read waits.
#pragma once

#include <algorithm>
#include <functional>

#include "fuzz.h"
#include "input/stream_source.h"

namespace fuzz {

class Feeder {
 public:
  // piece: the number of bytes of the next push, at least 1.
  using Piece = std::function<size_t()>;

  Feeder(Bytes bytes, const cliploop::StreamSource::Options& options, Piece piece, cliploop::CancelToken& cancel)
      : bytes_(bytes),
        piece_(std::move(piece)),
        source_(options, {[this](int64_t offset) { begin(offset); }, [this] { feed(); }}, cancel) {}

  cliploop::StreamSource& source() { return source_; }
  // The offsets of the requests so far.
  const std::vector<int64_t>& requests() const { return requests_; }

 private:
  void begin(int64_t offset) {
    requests_.push_back(offset);
    must(offset >= 0, "a request at a negative offset");
    source_.begin(offset);
    request_ = offset;
    next_ = std::min(static_cast<size_t>(offset), bytes_.size());
    feed();
  }
  void feed() {
    while (next_ < bytes_.size()) {
      const Bytes piece = bytes_.subspan(next_, std::min(piece_(), bytes_.size() - next_));
      next_ += piece.size();
      if (!source_.push(request_, piece)) return;
    }
    source_.end(request_);
  }

  Bytes bytes_;
  Piece piece_;
  int64_t request_ = 0;
  size_t next_ = 0;
  std::vector<int64_t> requests_;
  cliploop::StreamSource source_;
};

}  // namespace fuzz
