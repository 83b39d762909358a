// The threads of a job. They have the names of their stages and a lower priority than the event loop.
#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <future>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

#include "base/cancel.h"
#include "base/stage.h"

namespace cliploop {

// Gives the calling thread the name of its stage and lowers its priority, so that the event loop stays responsive on a
// busy machine. Threads that libav starts from it inherit the priority.
void enter_stage_thread(Stage stage);

// Starts a thread of a stage. When loop() throws, the token is cancelled with the error.
std::thread start_stage(Stage stage, CancelToken& cancel, std::function<void()> loop);

// A fixed number of threads for work on single frames. A task must not wait for another task.
class ThreadPool {
 public:
  ThreadPool(int threads, Stage stage);
  // Finishes all submitted tasks, then joins the threads.
  ~ThreadPool();
  ThreadPool(const ThreadPool&) = delete;
  ThreadPool& operator=(const ThreadPool&) = delete;

  // The task gets the number of its worker, 0 to size() - 1, for per-thread caches.
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
  void run(int worker, Stage stage);

  std::mutex mutex_;
  std::condition_variable filled_;
  std::deque<std::function<void(int)>> tasks_;
  bool closing_ = false;
  std::vector<std::thread> threads_;
};

}  // namespace cliploop
