// Bytes that somebody else brings: a Node stream, or range requests. The one source that two threads share.
#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <vector>

#include "base/temp_file.h"
#include "input/source.h"

namespace cliploop {

// Asked for by the engine's thread, served by the bringer's.
struct StreamRequests {
  std::function<void(int64_t offset)> read;  // bring bytes from this offset on
  std::function<void()> drain;               // there is room again
};

class StreamSource final : public Source {
 public:
  struct Options {
    bool reopen = false;          // a read may start anywhere; false: the bytes come once, and are spooled
    int64_t size = -1;            // bytes in all, -1 unknown
    int64_t max_spool_bytes = 0;  // with reopen = false
  };
  StreamSource(const Options& options, StreamRequests requests, CancelToken& cancel);
  ~StreamSource() override;

  // The engine's side.
  int read(uint8_t* buffer, int size) override;
  void seek(int64_t offset) override { position_ = offset; }
  int64_t size() override;
  bool random_access() const override { return options_.reopen; }

  // The bringer's side, all from one thread. begin() tells that the read at this offset now starts: what was pushed for
  // an earlier one no longer counts.
  void begin(int64_t offset);
  bool push(int64_t offset, std::span<const uint8_t> bytes);  // false: wait for drain
  void end(int64_t offset);
  void fail(Status why);

 private:
  using Chunk = std::vector<uint8_t>;

  void request(int64_t offset);
  int read_ranges(uint8_t* buffer, int size);
  int read_spooled(uint8_t* buffer, int size);
  // Waits for a chunk of the running read; empty at its end.
  Chunk take();

  const Options options_;
  StreamRequests requests_;
  CancelToken& cancel_;

  // The engine's thread alone.
  int64_t position_ = 0;
  int64_t arrived_ = 0;  // offset of the first byte not taken in yet
  bool started_ = false;
  bool ended_ = false;
  Chunk chunk_;  // what was taken in last, from arrived_ - chunk_.size() to arrived_
  std::unique_ptr<TempFile> spool_;

  // Shared, under the mutex.
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<Chunk> chunks_;
  size_t buffered_ = 0;
  int64_t wanted_ = -1;   // the offset of the read that was asked for
  bool running_ = false;  // begin() was called for it
  bool finished_ = false;
  bool full_ = false;  // push() answered false, so a drain is owed
  bool cancelled_ = false;
  Status failure_;
  int waker_;
};

}  // namespace cliploop
