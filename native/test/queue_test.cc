#include "base/queue.h"

#include <doctest/doctest.h>

#include <thread>

using namespace cliploop;

TEST_CASE("a bounded queue keeps order and makes the faster side wait") {
  CancelToken cancel;
  BoundedQueue<int> queue(2, cancel);
  std::thread producer([&] {
    for (int i = 0; i < 100; ++i) queue.push(i);
    queue.close();
  });
  for (int i = 0; i < 100; ++i) CHECK(queue.pop() == i);
  CHECK(queue.pop() == std::nullopt);
  producer.join();
}

TEST_CASE("a cancel wakes both sides with the root cause") {
  CancelToken cancel;
  BoundedQueue<int> empty(1, cancel);
  BoundedQueue<int> full(1, cancel);
  full.push(1);
  const auto code_of = [](auto call) {
    try {
      call();
    } catch (const Failure& failure) {
      return failure.status.code;
    }
    return Code::OK;
  };
  Code popped = Code::OK;
  Code pushed = Code::OK;
  std::thread taker([&] { popped = code_of([&] { empty.pop(); }); });
  std::thread giver([&] { pushed = code_of([&] { full.push(2); }); });
  cancel.cancel({Code::LIMIT_FRAMES, Stage::SAMPLE, 0, "too many"});
  cancel.cancel({Code::ABORTED, Stage::NONE, 0, "later causes do not count"});
  taker.join();
  giver.join();
  CHECK(popped == Code::LIMIT_FRAMES);
  CHECK(pushed == Code::LIMIT_FRAMES);
}

TEST_CASE("an attempt's token falls with its parent, but not the other way") {
  CancelToken parent;
  {
    CancelToken attempt(parent);
    attempt.cancel({Code::ENCODE_FAILED, Stage::WEBP, 0, "once"});
    CHECK(attempt.cancelled());
    CHECK_FALSE(parent.cancelled());
  }
  CancelToken second(parent);
  parent.cancel({Code::ABORTED, Stage::NONE, 0, "all"});
  CHECK(second.cancelled());
  CHECK(second.status().code == Code::ABORTED);
  CancelToken late(parent);
  CHECK(late.cancelled());
}

TEST_CASE("a deadline cancels with TIMEOUT") {
  CancelToken cancel;
  cancel.set_deadline(1);
  std::this_thread::sleep_for(std::chrono::milliseconds(5));
  CHECK(cancel.cancelled());
  CHECK(cancel.status().code == Code::TIMEOUT);
}
