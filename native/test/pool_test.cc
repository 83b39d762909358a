#include "base/pool.h"

#include <doctest/doctest.h>
#include <unistd.h>

#include <algorithm>
#include <cstring>
#include <fstream>
#include <random>
#include <thread>
#include <vector>

#include "base/sanitizers.h"

using namespace cliploop;

namespace {

struct Held {
  uint8_t* place;
  size_t bytes;
  uint8_t value;
};

bool is_whole(const Held& block) {
  return std::all_of(block.place, block.place + block.bytes, [&](uint8_t byte) { return byte == block.value; });
}

#ifdef __linux__
// Sanitizers have memory of their own, which they keep.
constexpr bool kCountsMemory = !kAddressSanitizer && !kThreadSanitizer;

// Bytes of memory that this process has.
int64_t resident() {
  std::ifstream file("/proc/self/statm");
  int64_t all = 0;
  int64_t pages = 0;
  file >> all >> pages;
  return pages * sysconf(_SC_PAGESIZE);
}
#endif

}  // namespace

TEST_CASE("blocks of the pool are aligned for vectors of 64 bytes") {
  const PoolUse use;
  std::vector<std::pair<void*, size_t>> blocks;
  for (size_t bytes = 1; bytes < 9000000; bytes = bytes * 5 / 4 + 1) {
    blocks.emplace_back(pool_allocate(bytes), bytes);
    CHECK(reinterpret_cast<uintptr_t>(blocks.back().first) % 64 == 0);
  }
  for (const auto& [block, bytes] : blocks) pool_free(block, bytes);
}

TEST_CASE("the pool uses the memory of a large block again for one of nearly its size") {
  const PoolUse use;
  void* first = pool_allocate(20000000);
  pool_free(first, 20000000);
  void* small = pool_allocate(3000000);
  void* second = pool_allocate(19000000);
#ifdef __linux__
  if (!kAddressSanitizer) {
    CHECK(small != first);
    CHECK(second == first);
  }
#endif
  pool_free(small, 3000000);
  pool_free(second, 19000000);
}

TEST_CASE("blocks of the pool keep their bytes while others come and go") {
  const PoolUse use;
  std::mt19937 random(7);
  std::vector<Held> blocks;
  bool whole = true;
  for (int n = 0; n < 1500; ++n) {
    if (blocks.size() > 40 || (random() % 3 == 0 && !blocks.empty())) {
      const size_t at = random() % blocks.size();
      whole = whole && is_whole(blocks[at]);
      pool_free(blocks[at].place, blocks[at].bytes);
      blocks.erase(blocks.begin() + static_cast<int64_t>(at));
      continue;
    }
    // Some are smaller than what the pool takes, and some are larger than a region.
    const size_t most = n % 100 == 0 ? 30000000 : n % 7 == 0 ? 2000000 : 70000;
    const size_t bytes = 1 + random() % most;
    const auto value = static_cast<uint8_t>(n);
    auto* place = static_cast<uint8_t*>(pool_allocate(bytes));
    std::memset(place, value, bytes);
    blocks.push_back({place, bytes, value});
  }
  for (const Held& block : blocks) {
    whole = whole && is_whole(block);
    pool_free(block.place, block.bytes);
  }
  CHECK(whole);
}

#ifdef __linux__
TEST_CASE("the pool reuses freed memory for blocks of other sizes") {
  const PoolUse use;
  void* first = pool_allocate(1500000);
  void* next = pool_allocate(100000);
  pool_free(first, 1500000);
  void* small = pool_allocate(100000);
  void* rest = pool_allocate(1300000);
  if (!kAddressSanitizer) {
    CHECK(small == first);
    CHECK(static_cast<char*>(rest) == static_cast<char*>(first) + 102400);
  }
  pool_free(small, 100000);
  pool_free(rest, 1300000);
  pool_free(next, 100000);
}

TEST_CASE("the last PoolUse gives the memory back to the system" * doctest::skip(!kCountsMemory)) {
  constexpr size_t kBytes = 64 << 20;
  const int64_t before = resident();
  {
    const PoolUse use;
    void* block = pool_allocate(kBytes);
    std::memset(block, 1, kBytes);
    pool_free(block, kBytes);
    CHECK(resident() - before > static_cast<int64_t>(kBytes) - (4 << 20));
  }
  CHECK(resident() - before < 4 << 20);
}

TEST_CASE("the pool keeps at most 256 MiB of freed memory" * doctest::skip(!kCountsMemory)) {
  constexpr size_t kBytes = 100 << 20;
  const PoolUse use;
  std::vector<void*> blocks;
  for (int n = 0; n < 4; ++n) blocks.push_back(pool_allocate(kBytes));
  const int64_t before = resident();
  for (void* block : blocks) {
    std::memset(block, 1, kBytes);
    pool_free(block, kBytes);
  }
  CHECK(resident() - before <= 256 << 20);
}
#endif

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
