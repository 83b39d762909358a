#include "base/thread.h"

#include <algorithm>
#include <utility>

#ifdef __linux__
#include <pthread.h>
#include <sys/resource.h>
#endif

namespace cliploop {

void enter_stage_thread(Stage stage) {
#ifdef __linux__
  constexpr int kNiceness = 10;
  pthread_setname_np(pthread_self(), stage_name(stage));
  // On Linux every thread has its own niceness. If this fails, the thread keeps its priority.
  setpriority(PRIO_PROCESS, 0, kNiceness);
#else
  (void)stage;
#endif
}

std::thread start_stage(Stage stage, CancelToken& cancel, std::function<void()> loop) {
  return std::thread([stage, &cancel, loop = std::move(loop)] {
    enter_stage_thread(stage);
    try {
      loop();
    } catch (...) {
      cancel.cancel(status_of_current_exception(stage));
    }
  });
}

ThreadPool::ThreadPool(int threads, Stage stage) {
  const int count = std::max(1, threads);
  threads_.reserve(static_cast<size_t>(count));
  try {
    for (int i = 0; i < count; ++i) threads_.emplace_back([this, i, stage] { run(i, stage); });
  } catch (...) {
    end();  // when the system has no more threads, those that were started must be joined
    throw;
  }
}

ThreadPool::~ThreadPool() { end(); }

void ThreadPool::end() {
  {
    const std::lock_guard lock(mutex_);
    closing_ = true;
  }
  filled_.notify_all();
  for (auto& thread : threads_) thread.join();
}

void ThreadPool::enqueue(std::function<void(int)> task) {
  {
    const std::lock_guard lock(mutex_);
    tasks_.push_back(std::move(task));
  }
  filled_.notify_one();
}

void ThreadPool::run(int worker, Stage stage) {
  enter_stage_thread(stage);
  while (true) {
    std::function<void(int)> task;
    {
      std::unique_lock lock(mutex_);
      filled_.wait(lock, [this] { return !tasks_.empty() || closing_; });
      if (tasks_.empty()) return;
      task = std::move(tasks_.front());
      tasks_.pop_front();
    }
    task(worker);
  }
}

}  // namespace cliploop
