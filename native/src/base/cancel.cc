#include "base/cancel.h"

#include <algorithm>
#include <string>
#include <utility>

namespace cliploop {

CancelToken::CancelToken(CancelToken& parent)
    : parent_(&parent), parent_waker_(parent.add_waker([this](const Status& why) { cancel(why); })) {}

CancelToken::~CancelToken() {
  if (parent_ != nullptr) parent_->remove_waker(parent_waker_);
}

bool CancelToken::cancel(Status why) {
  const std::lock_guard lock(mutex_);
  if (concluded_) return false;
  if (cancelled_.load(std::memory_order_relaxed)) return true;
  why_ = std::move(why);
  cancelled_.store(true, std::memory_order_release);
  // Under the lock, so that remove_waker() waits for a waker that is running and its owner outlives it.
  for (auto& [id, waker] : wakers_) waker(why_);
  return true;
}

void CancelToken::conclude() {
  check();
  {
    const std::lock_guard lock(mutex_);
    concluded_ = !cancelled_.load(std::memory_order_relaxed);
    if (concluded_) deadline_ns_.store(0, std::memory_order_release);
  }
  check();
}

void CancelToken::set_deadline(int64_t timeout_ms) {
  if (timeout_ms <= 0) return;
  const auto at = Clock::now() + std::chrono::milliseconds(timeout_ms);
  timeout_ms_.store(timeout_ms, std::memory_order_relaxed);
  deadline_ns_.store(at.time_since_epoch().count(), std::memory_order_release);
}

bool CancelToken::cancelled() {
  if (cancelled_.load(std::memory_order_acquire)) return true;
  if (parent_ != nullptr && parent_->cancelled()) {
    cancel(parent_->status());  // the parent may not have run its waker yet
    return true;
  }
  const int64_t deadline = deadline_ns_.load(std::memory_order_acquire);
  if (deadline == 0 || Clock::now().time_since_epoch().count() < deadline) return false;
  return cancel({Code::TIMEOUT, Stage::NONE, 0,
                 "the limit is " + std::to_string(timeout_ms_.load(std::memory_order_relaxed)) + " ms"});
}

Status CancelToken::status() {
  const std::lock_guard lock(mutex_);
  return why_;
}

int CancelToken::add_waker(Waker waker) {
  const std::lock_guard lock(mutex_);
  if (cancelled_.load(std::memory_order_relaxed)) waker(why_);
  wakers_.emplace_back(++next_id_, std::move(waker));
  return next_id_;
}

void CancelToken::remove_waker(int id) {
  const std::lock_guard lock(mutex_);
  std::erase_if(wakers_, [id](const auto& entry) { return entry.first == id; });
}

}  // namespace cliploop
