#include "base/queue.h"

#include <doctest/doctest.h>

#include <thread>

using namespace cliploop;

TEST_CASE("BoundedQueue keeps the order and makes the producer wait") {
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

TEST_CASE("BoundedQueue ends waiting calls with the root cause of a cancelled job") {
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

TEST_CASE("CancelToken is cancelled with its parent, but does not cancel its parent") {
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

TEST_CASE("CancelToken is cancelled with TIMEOUT and the limit after its deadline") {
  CancelToken cancel;
  cancel.set_deadline(1);
  std::this_thread::sleep_for(std::chrono::milliseconds(5));
  CHECK(cancel.cancelled());
  CHECK(cancel.status().code == Code::TIMEOUT);
  CHECK(cancel.status().detail == "the limit is 1 ms");
}
