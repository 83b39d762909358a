// The one way a job is told to stop: an abort, a limit on its time, a worker that goes away, or a failure elsewhere in
// it.
#pragma once

#include <atomic>
#include <chrono>
#include <functional>
#include <mutex>
#include <vector>

#include "base/status.h"

namespace cliploop {

// Every loop and every blocking call checks it. Thread-safe.
class CancelToken {
 public:
  using Clock = std::chrono::steady_clock;
  using Waker = std::function<void(const Status& why)>;

  CancelToken() = default;
  // A token that falls with its parent, but whose own fall leaves the parent standing: for an attempt that may be
  // repeated.
  explicit CancelToken(CancelToken& parent);
  ~CancelToken();
  CancelToken(const CancelToken&) = delete;
  CancelToken& operator=(const CancelToken&) = delete;

  // The first call wins: its status is the job's root cause. Runs the wakers, so that blocked queues and reads let go.
  void cancel(Status why);

  // timeout_ms <= 0: none. The deadline is noticed by whoever checks next.
  void set_deadline(int64_t timeout_ms);

  // True from the first cancel, or once the deadline has passed.
  bool cancelled();

  // Throws the root cause as a Failure when cancelled.
  void check() {
    if (cancelled()) throw Failure(status());
  }

  Status status();

  // A waker is run once, from the cancelling thread, at cancel; at once if that has happened. Owners remove theirs
  // before they die.
  int add_waker(Waker waker);
  void remove_waker(int id);

 private:
  std::atomic<bool> cancelled_{false};
  std::atomic<int64_t> deadline_ns_{0};
  std::mutex mutex_;
  Status why_;
  int next_id_ = 0;
  std::vector<std::pair<int, Waker>> wakers_;
  CancelToken* parent_ = nullptr;
  int parent_waker_ = 0;
};

}  // namespace cliploop
