#include "base/pool.h"

#include <doctest/doctest.h>

#include <cstring>
#include <thread>

using namespace cliploop;

TEST_CASE("the pool reuses a freed block for the same size") {
  constexpr size_t kBytes = 100000;
  const PoolUse use;
  void* first = pool_allocate(kBytes);
  std::memset(first, 7, kBytes);
  pool_free(first, kBytes);
  void* other = pool_allocate(kBytes + 1);
  void* second = pool_allocate(kBytes);
#ifndef __SANITIZE_ADDRESS__
  CHECK(second == first);
  CHECK(other != first);
#endif
  pool_free(other, kBytes + 1);
  pool_free(second, kBytes);
}

TEST_CASE("the pool frees blocks of old sizes to make room") {
  const PoolUse use;
  for (size_t n = 0; n < 200; ++n) pool_free(pool_allocate(100000 + n), 100000 + n);
  void* first = pool_allocate(77777);
  pool_free(first, 77777);
  void* second = pool_allocate(77777);
#ifndef __SANITIZE_ADDRESS__
  CHECK(second == first);
#endif
  pool_free(second, 77777);
}

TEST_CASE("blocks stay valid after the last PoolUse") {
  FrameVector<uint8_t> kept;
  {
    const PoolUse use;
    kept.assign(50000, 3);
  }
  CHECK(kept[49999] == 3);
  FrameVector<int> zeros(70000, 0);
  CHECK(zeros[69999] == 0);
}

TEST_CASE("the pool is thread-safe") {
  const PoolUse use;
  const auto work = [] {
    for (int n = 0; n < 200; ++n) {
      FrameVector<uint8_t> frame(40000 + static_cast<size_t>(n % 90) * 1000);
      frame.front() = frame.back() = static_cast<uint8_t>(n);
    }
  };
  std::thread other(work);
  work();
  other.join();
}
