// A bounded queue between two stages. The faster stage waits, so memory stays bounded.
#pragma once

#include <condition_variable>
#include <deque>
#include <mutex>
#include <optional>
#include <utility>

#include "base/cancel.h"

namespace cliploop {

template <typename T>
class BoundedQueue {
 public:
  // When the token is cancelled, waiting calls end.
  BoundedQueue(size_t capacity, CancelToken& cancel)
      : capacity_(capacity), cancel_(cancel), waker_(cancel.add_waker([this](const Status&) { abandon(); })) {}
  ~BoundedQueue() { cancel_.remove_waker(waker_); }
  BoundedQueue(const BoundedQueue&) = delete;
  BoundedQueue& operator=(const BoundedQueue&) = delete;

  // Waits for room. Throws the root cause when the token is cancelled.
  void push(T item) {
    {
      std::unique_lock lock(mutex_);
      room_.wait(lock, [this] { return items_.size() < capacity_ || abandoned_; });
      if (!abandoned_) {
        items_.push_back(std::move(item));
        filled_.notify_one();
        return;
      }
    }
    throw Failure(cancel_.status());
  }

  // Waits for an item; nullopt when the queue is closed and empty. Throws like push().
  std::optional<T> pop() {
    {
      std::unique_lock lock(mutex_);
      filled_.wait(lock, [this] { return !items_.empty() || closed_ || abandoned_; });
      if (!abandoned_) {
        if (items_.empty()) return std::nullopt;
        T item = std::move(items_.front());
        items_.pop_front();
        room_.notify_one();
        return item;
      }
    }
    throw Failure(cancel_.status());
  }

  // The producer calls this after its last item.
  void close() {
    const std::lock_guard lock(mutex_);
    closed_ = true;
    filled_.notify_all();
  }

 private:
  void abandon() {
    const std::lock_guard lock(mutex_);
    abandoned_ = true;
    filled_.notify_all();
    room_.notify_all();
  }

  const size_t capacity_;
  CancelToken& cancel_;
  std::mutex mutex_;
  std::condition_variable room_;
  std::condition_variable filled_;
  std::deque<T> items_;
  bool closed_ = false;
  bool abandoned_ = false;
  int waker_;  // the last member, because the waker may run in the constructor
};

}  // namespace cliploop
