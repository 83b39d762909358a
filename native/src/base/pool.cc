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

constexpr size_t kMinBytes = 32 << 10;  // bytes; smaller blocks come from malloc
constexpr size_t kMaxBlocks = 64;       // kept blocks: enough for the frames in flight of a few jobs
constexpr size_t kMaxBytes = size_t{256} << 20;

struct Block {
  void* place;
  size_t bytes;
};

// Blocks come from mmap where that exists, so that freed blocks leave no holes in the heap. Under AddressSanitizer they
// come from malloc and are not kept, because it cannot tell two uses of the same block apart.
#if defined(__linux__) && !defined(__SANITIZE_ADDRESS__)
constexpr bool kKeepsBlocks = true;
void* obtain(size_t bytes) {
  void* place = mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (place == MAP_FAILED) throw std::bad_alloc();
  return place;
}
void give_back(const Block& block) { munmap(block.place, block.bytes); }
#else
#ifdef __SANITIZE_ADDRESS__
constexpr bool kKeepsBlocks = false;
#else
constexpr bool kKeepsBlocks = true;
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

  // A kept block of exactly this size, or null. The frames of a job all have the same sizes.
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

  // False when the block is not kept. The oldest blocks are freed to make room: they have sizes of finished jobs.
  bool keep(const Block& block) {
    std::list<Block> old;
    {
      const std::lock_guard lock(mutex_);
      if (uses_ == 0 || block.bytes > kMaxBytes) return false;
      free_.push_front(block);
      bytes_ += block.bytes;
      while (free_.size() > kMaxBlocks || bytes_ > kMaxBytes) {
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
  std::list<Block> free_;  // newest first
};

// Never destroyed, because blocks may be freed while the process exits.
Pool& pool() {
  static Pool* const the = new Pool;
  return *the;
}

}  // namespace

PoolUse::PoolUse() { pool().begin(); }

PoolUse::~PoolUse() { pool().end(); }

void* pool_allocate(size_t bytes) {
  if (bytes < kMinBytes) {
    void* place = std::malloc(bytes);
    if (place == nullptr && bytes > 0) throw std::bad_alloc();
    return place;
  }
  void* kept = pool().take(bytes);
  return kept != nullptr ? kept : obtain(bytes);
}

void pool_free(void* place, size_t bytes) noexcept {
  if (bytes < kMinBytes) {
    std::free(place);
    return;
  }
  const Block block{place, bytes};
  try {
    if (kKeepsBlocks && pool().keep(block)) return;
  } catch (...) {  // the list could not grow
  }
  give_back(block);
}

}  // namespace cliploop
