// Cancels a job: on an abort, at its deadline, when its JavaScript environment ends, or when a stage of it fails.
#pragma once

#include <atomic>
#include <chrono>
#include <functional>
#include <mutex>
#include <vector>

#include "base/status.h"

namespace cliploop {

// Every loop and every blocking call of a job checks its token. Thread-safe.
class CancelToken {
 public:
  using Clock = std::chrono::steady_clock;
  using Waker = std::function<void(const Status& why)>;

  CancelToken() = default;
  // A token that is cancelled with its parent, but can be cancelled alone: for an attempt that may be repeated.
  explicit CancelToken(CancelToken& parent);
  ~CancelToken();
  CancelToken(const CancelToken&) = delete;
  CancelToken& operator=(const CancelToken&) = delete;

  // Only the first call has an effect: its status is the root cause of the job's failure. It runs the wakers, which end
  // blocking queue operations and reads. Returns false after conclude(): it is then too late.
  bool cancel(Status why);

  // From here on the token cannot be cancelled, and has no deadline. Throws the root cause when it is cancelled
  // already.
  void conclude();

  // timeout_ms <= 0: no deadline. The first check after the deadline cancels the token.
  void set_deadline(int64_t timeout_ms);

  // True after cancel(), or after the deadline.
  bool cancelled();

  // Throws the root cause as a Failure when the token is cancelled.
  void check() {
    if (cancelled()) throw Failure(status());
  }

  Status status();

  // cancel() runs each waker once, on its own thread; a waker that is added later runs at once. An owner must remove
  // its waker before it is destroyed.
  int add_waker(Waker waker);
  void remove_waker(int id);

 private:
  std::atomic<bool> cancelled_{false};
  bool concluded_ = false;  // under the mutex
  std::atomic<int64_t> deadline_ns_{0};
  std::atomic<int64_t> timeout_ms_{0};
  std::mutex mutex_;
  Status why_;
  int next_id_ = 0;
  std::vector<std::pair<int, Waker>> wakers_;
  CancelToken* parent_ = nullptr;
  int parent_waker_ = 0;
};

}  // namespace cliploop
