// Threads of a job: named like their stage, and nicer than the thread that serves the user.
#pragma once

#include <functional>
#include <future>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "base/queue.h"

namespace cliploop {

// Names the calling thread (15 characters at most are kept) and lowers its priority, so that an event loop on a busy
// machine still gets its turn at once. Threads that libav starts from it inherit the priority.
void become_stage_thread(const std::string& name);

// A fixed set of threads for work on single frames. Tasks never wait for other tasks.
class ThreadPool {
 public:
  ThreadPool(int threads, const std::string& name);
  // Runs what was submitted to its end, then joins.
  ~ThreadPool();
  ThreadPool(const ThreadPool&) = delete;
  ThreadPool& operator=(const ThreadPool&) = delete;

  // The task learns which worker runs it (0 to size() - 1), for caches of one thread.
  template <typename F>
  auto submit(F task) -> std::future<decltype(task(0))> {
    auto packaged = std::make_shared<std::packaged_task<decltype(task(0))(int)>>(std::move(task));
    auto future = packaged->get_future();
    enqueue([packaged](int worker) { (*packaged)(worker); });
    return future;
  }

  int size() const { return static_cast<int>(threads_.size()); }

 private:
  void end();
  void enqueue(std::function<void(int)> task);
  void run(int worker, const std::string& name);

  std::mutex mutex_;
  std::condition_variable filled_;
  std::deque<std::function<void(int)>> tasks_;
  bool closing_ = false;
  std::vector<std::thread> threads_;
};

}  // namespace cliploop
