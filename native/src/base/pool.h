// Memory for frames. A block that a frame frees is reused for the next frame, because new memory comes from the system
// page by page and zeroed, which takes time.
#pragma once

#include <cstddef>
#include <utility>
#include <vector>

namespace cliploop {

// While at least one object exists, freed memory is kept for reuse, about 256 MiB of it at most. The last one gives it
// back to the system.
class PoolUse {
 public:
  PoolUse();
  ~PoolUse();
  PoolUse(const PoolUse&) = delete;
  PoolUse& operator=(const PoolUse&) = delete;

  // Whether an object exists.
  static bool any();
};

// Thread-safe. Blocks are aligned to 64 bytes, as libav requires of planes. Throws std::bad_alloc.
void* pool_allocate(size_t bytes);
void pool_free(void* block, size_t bytes) noexcept;

// For std::vector. Elements are not initialized unless they get a value.
template <typename T>
struct PoolAllocator {
  using value_type = T;

  PoolAllocator() = default;
  template <typename U>
  PoolAllocator(const PoolAllocator<U>&) noexcept {}  // implicit, as the standard requires

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

// A vector for whole frames. Its constructor and resize() leave new elements uninitialized.
template <typename T>
using FrameVector = std::vector<T, PoolAllocator<T>>;

}  // namespace cliploop
