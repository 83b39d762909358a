#include "input/stream_source.h"

#include <algorithm>
#include <chrono>
#include <cstring>

namespace cliploop {
namespace {

constexpr size_t kHighWater = 256 << 10;   // buffered bytes from which on push() returns false, at most
constexpr size_t kFirstWater = 64 << 10;   // the same at the beginning of a range request: only a little may be needed
constexpr size_t kLowShare = 4;            // when the buffered bytes are down to this share of it, drain() follows
constexpr int64_t kSkipAhead = 256 << 10;  // reading over a gap of this size is faster than a new request

}  // namespace

StreamSource::StreamSource(const Options& options, StreamRequests requests, CancelToken& cancel)
    : options_(options),
      requests_(std::move(requests)),
      cancel_(cancel),
      waker_(cancel.add_waker([this](const Status&) {
        const std::lock_guard lock(mutex_);
        cancelled_ = true;
        changed_.notify_all();
      })) {}

StreamSource::~StreamSource() { cancel_.remove_waker(waker_); }

int64_t StreamSource::size() {
  if (options_.size >= 0) return options_.size;
  return ended_ && !options_.reopen ? arrived_ : -1;
}

int StreamSource::read(uint8_t* buffer, int size) {
  cancel_.check();
  return options_.reopen ? read_ranges(buffer, size) : read_spooled(buffer, size);
}

int StreamSource::read_ranges(uint8_t* buffer, int size) {
  if (options_.size >= 0 && position_ >= options_.size) return 0;
  if (const auto kept = cache_.find(position_); !kept.empty()) {
    const size_t count = std::min(kept.size(), static_cast<size_t>(size));
    std::memcpy(buffer, kept.data(), count);
    position_ += static_cast<int64_t>(count);
    return static_cast<int>(count);
  }
  const int64_t chunk_start = arrived_ - static_cast<int64_t>(chunk_.size());
  if (!started_ || position_ < chunk_start || position_ > arrived_ + kSkipAhead) request(position_);
  while (position_ >= arrived_) {
    if (ended_) return 0;
    chunk_ = take();
    if (chunk_.empty()) {
      ended_ = true;
      return 0;
    }
    cache_.add(arrived_, chunk_);
    arrived_ += static_cast<int64_t>(chunk_.size());
  }
  const int64_t left = arrived_ - position_;
  const auto count = std::min<int64_t>(size, left);
  std::memcpy(buffer, chunk_.data() + (static_cast<int64_t>(chunk_.size()) - left), static_cast<size_t>(count));
  position_ += count;
  return static_cast<int>(count);
}

int StreamSource::read_spooled(uint8_t* buffer, int size) {
  if (!started_) {
    spool_ = std::make_unique<TempFile>(Stage::INPUT);
    request(0);
  }
  while (position_ >= arrived_) {
    if (ended_) return 0;
    const Chunk chunk = take();
    if (chunk.empty()) {
      ended_ = true;
      return 0;
    }
    const auto length = static_cast<int64_t>(chunk.size());
    if (arrived_ + length > options_.max_spool_bytes) {
      throw Failure(Code::LIMIT_SPOOL_BYTES, Stage::INPUT,
                    "the limit is " + std::to_string(options_.max_spool_bytes) + " bytes");
    }
    spool_->write_at(arrived_, chunk);
    arrived_ += length;
  }
  const auto count = std::min<int64_t>(size, arrived_ - position_);
  const size_t got = spool_->read_at(position_, {buffer, static_cast<size_t>(count)});
  position_ += static_cast<int64_t>(got);
  return static_cast<int>(got);
}

void StreamSource::request(int64_t offset) {
  started_ = true;
  ended_ = false;
  arrived_ = offset;
  chunk_.clear();
  {
    const std::lock_guard lock(mutex_);
    wanted_ = offset;
    running_ = false;
    finished_ = false;
    full_ = false;
    chunks_.clear();
    buffered_ = 0;
    taken_ = 0;
  }
  requests_.read(offset);
}

StreamSource::Chunk StreamSource::take() {
  bool drained = false;
  Chunk chunk;
  {
    std::unique_lock lock(mutex_);
    while (chunks_.empty() && !finished_ && failure_.ok() && !cancelled_) {
      // Waits are short, so that the deadline of the job is checked too.
      changed_.wait_for(lock, std::chrono::milliseconds(50));
      lock.unlock();
      cancel_.check();
      lock.lock();
    }
    if (cancelled_) {
      lock.unlock();
      throw Failure(cancel_.status());
    }
    if (chunks_.empty() && !failure_.ok()) throw Failure(failure_);
    if (chunks_.empty()) return {};
    chunk = std::move(chunks_.front());
    chunks_.pop_front();
    buffered_ -= chunk.size();
    taken_ += chunk.size();
    drained = full_ && buffered_ <= high_water() / kLowShare;
    if (drained) full_ = false;
  }
  if (drained) requests_.drain();
  return chunk;
}

size_t StreamSource::high_water() const {
  return options_.reopen ? std::clamp(taken_, kFirstWater, kHighWater) : kHighWater;
}

void StreamSource::begin(int64_t offset) {
  const std::lock_guard lock(mutex_);
  if (offset == wanted_) running_ = true;
}

bool StreamSource::push(int64_t offset, std::span<const uint8_t> bytes) {
  const std::lock_guard lock(mutex_);
  if (!running_ || offset != wanted_ || bytes.empty()) return true;
  chunks_.emplace_back(bytes.begin(), bytes.end());
  buffered_ += bytes.size();
  full_ = buffered_ >= high_water();
  changed_.notify_all();
  return !full_;
}

void StreamSource::end(int64_t offset) {
  const std::lock_guard lock(mutex_);
  if (!running_ || offset != wanted_) return;
  finished_ = true;
  changed_.notify_all();
}

void StreamSource::fail(Status why) {
  const std::lock_guard lock(mutex_);
  if (failure_.ok()) failure_ = std::move(why);
  changed_.notify_all();
}

}  // namespace cliploop
