// A source whose bytes another thread pushes: from a Node stream, or from range requests.
#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <vector>

#include "base/temp_file.h"
#include "input/range_cache.h"
#include "input/source.h"

namespace cliploop {

// Requests from the thread of the job to the producer.
struct StreamRequests {
  std::function<void(int64_t offset)> read;  // push bytes from this offset on
  std::function<void()> drain;               // there is room again after push() returned false
};

class StreamSource final : public Source {
 public:
  struct Options {
    bool reopen = false;          // requests may start at any offset; false: the bytes come once and are spooled
    int64_t size = -1;            // bytes; -1 = unknown
    int64_t max_spool_bytes = 0;  // for reopen = false
  };
  StreamSource(const Options& options, StreamRequests requests, CancelToken& cancel);
  ~StreamSource() override;

  // For the thread of the job.
  int read(uint8_t* buffer, int size) override;
  void seek(int64_t offset) override { position_ = offset; }
  int64_t size() override;
  bool random_access() const override { return options_.reopen; }
  bool remote() const override { return true; }

  // For the producer, from one thread. begin() starts the request for this offset: bytes for earlier requests that are
  // pushed later are ignored.
  void begin(int64_t offset);
  bool push(int64_t offset, std::span<const uint8_t> bytes);  // false: wait for drain()
  void end(int64_t offset);
  void fail(Status why);

 private:
  using Chunk = std::vector<uint8_t>;

  void request(int64_t offset);
  int read_ranges(uint8_t* buffer, int size);
  int read_spooled(uint8_t* buffer, int size);
  // Waits for the next chunk of the current request; empty at its end.
  Chunk take();
  // The number of buffered bytes from which on push() returns false. It grows as a request is read.
  size_t high_water() const;

  const Options options_;
  StreamRequests requests_;
  CancelToken& cancel_;

  // Used only by the thread of the job.
  int64_t position_ = 0;
  int64_t arrived_ = 0;  // offset of the first byte that is not received
  bool started_ = false;
  bool ended_ = false;
  Chunk chunk_;  // the last chunk, from arrived_ - chunk_.size() to arrived_
  std::unique_ptr<TempFile> spool_;
  RangeCache cache_;

  // Shared by both threads, under the mutex.
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<Chunk> chunks_;
  size_t buffered_ = 0;
  size_t taken_ = 0;      // bytes of the current request that were read
  int64_t wanted_ = -1;   // offset of the current request
  bool running_ = false;  // begin() was called for the current request
  bool finished_ = false;
  bool full_ = false;  // push() returned false, so drain() must follow
  bool cancelled_ = false;
  Status failure_;
  int waker_;
};

}  // namespace cliploop
