// Memory for frames: blocks that one frame gives back serve the next, instead of going back to the system and coming
// anew, page by page, full of zeros.
#pragma once

#include <cstddef>
#include <utility>
#include <vector>

namespace cliploop {

// While at least one exists, some large blocks are kept for reuse, 256 MiB at most; the last one frees them.
class PoolUse {
 public:
  PoolUse();
  ~PoolUse();
  PoolUse(const PoolUse&) = delete;
  PoolUse& operator=(const PoolUse&) = delete;
};

// Any thread. Blocks are aligned as by malloc. Throws std::bad_alloc.
void* pool_allocate(size_t bytes);
void pool_free(void* block, size_t bytes) noexcept;

// For std::vector: elements that are not given a value have none.
template <typename T>
struct PoolAllocator {
  using value_type = T;

  PoolAllocator() = default;
  template <typename U>
  PoolAllocator(const PoolAllocator<U>&) noexcept {}  // implicit: as allocators must

  T* allocate(size_t count) { return static_cast<T*>(pool_allocate(count * sizeof(T))); }
  void deallocate(T* block, size_t count) noexcept { pool_free(block, count * sizeof(T)); }

  template <typename U>
  void construct(U* place) noexcept {
    ::new (static_cast<void*>(place)) U;
  }
  template <typename U, typename... Args>
  void construct(U* place, Args&&... args) {
    ::new (static_cast<void*>(place)) U(std::forward<Args>(args)...);
  }

  friend bool operator==(PoolAllocator, PoolAllocator) { return true; }
};

// A vector for whole frames. Sizing it leaves its elements without value.
template <typename T>
using FrameVector = std::vector<T, PoolAllocator<T>>;

}  // namespace cliploop
