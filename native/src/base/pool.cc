#include "base/pool.h"

#include <cstdlib>
#include <iterator>
#include <list>
#include <mutex>
#include <new>

#ifdef __linux__
#include <sys/mman.h>
#endif

namespace cliploop {
namespace {

constexpr size_t kSmallest = 32 << 10;  // bytes; smaller blocks are the heap's business
constexpr size_t kMostBlocks = 64;      // that are kept: enough for the frames that are under way in a few jobs
constexpr size_t kMostBytes = size_t{256} << 20;

struct Block {
  void* place;
  size_t bytes;
};

// Blocks come straight from the system where that is possible, so that freed ones leave no holes in the heap. Under
// the address sanitizer each is the heap's, and none is kept: it could not tell the uses of one block apart.
#if defined(__linux__) && !defined(__SANITIZE_ADDRESS__)
constexpr bool kKeeps = true;
void* obtain(size_t bytes) {
  void* place = mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (place == MAP_FAILED) throw std::bad_alloc();
  return place;
}
void give_back(const Block& block) { munmap(block.place, block.bytes); }
#else
#ifdef __SANITIZE_ADDRESS__
constexpr bool kKeeps = false;
#else
constexpr bool kKeeps = true;
#endif
void* obtain(size_t bytes) {
  void* place = std::malloc(bytes);
  if (place == nullptr) throw std::bad_alloc();
  return place;
}
void give_back(const Block& block) { std::free(block.place); }
#endif

class Pool {
 public:
  void begin() {
    const std::lock_guard lock(mutex_);
    ++uses_;
  }

  void end() {
    std::list<Block> all;
    {
      const std::lock_guard lock(mutex_);
      if (--uses_ == 0) {
        all.swap(free_);
        bytes_ = 0;
      }
    }
    for (const Block& block : all) give_back(block);
  }

  // A kept block of exactly that size: the frames of a job are all alike. Null when there is none.
  void* take(size_t bytes) {
    const std::lock_guard lock(mutex_);
    for (auto block = free_.begin(); block != free_.end(); ++block) {
      if (block->bytes != bytes) continue;
      void* place = block->place;
      bytes_ -= bytes;
      free_.erase(block);
      return place;
    }
    return nullptr;
  }

  // False when nothing is kept now. What was kept longest makes room: the sizes of jobs that are over.
  bool keep(const Block& block) {
    std::list<Block> old;
    {
      const std::lock_guard lock(mutex_);
      if (uses_ == 0 || block.bytes > kMostBytes) return false;
      free_.push_front(block);
      bytes_ += block.bytes;
      while (free_.size() > kMostBlocks || bytes_ > kMostBytes) {
        bytes_ -= free_.back().bytes;
        old.splice(old.end(), free_, std::prev(free_.end()));
      }
    }
    for (const Block& each : old) give_back(each);
    return true;
  }

 private:
  std::mutex mutex_;
  int uses_ = 0;
  size_t bytes_ = 0;
  std::list<Block> free_;  // the newest first
};

// Never destroyed: blocks may be freed while the process ends.
Pool& pool() {
  static Pool* const the = new Pool;
  return *the;
}

}  // namespace

PoolUse::PoolUse() { pool().begin(); }

PoolUse::~PoolUse() { pool().end(); }

void* pool_allocate(size_t bytes) {
  if (bytes < kSmallest) {
    void* place = std::malloc(bytes);
    if (place == nullptr && bytes > 0) throw std::bad_alloc();
    return place;
  }
  void* kept = pool().take(bytes);
  return kept != nullptr ? kept : obtain(bytes);
}

void pool_free(void* place, size_t bytes) noexcept {
  if (bytes < kSmallest) {
    std::free(place);
    return;
  }
  const Block block{place, bytes};
  try {
    if (kKeeps && pool().keep(block)) return;
  } catch (...) {  // no room for the note
  }
  give_back(block);
}

}  // namespace cliploop
