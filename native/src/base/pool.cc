#include "base/pool.h"

#include <algorithm>
#include <bit>
#include <cstdint>
#include <cstdlib>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <new>
#include <vector>

#if defined(__unix__) || defined(__APPLE__)
#define CLIPLOOP_HAS_MMAP 1
#include <sys/mman.h>
#else
#define CLIPLOOP_HAS_MMAP 0
#endif

#include "base/sanitizers.h"

namespace cliploop {
namespace {

constexpr size_t kMinBytes = 32 << 10;               // bytes; smaller blocks come from malloc
constexpr size_t kAlignment = 64;                    // of all blocks
constexpr size_t kPage = 4 << 10;                    // blocks of regions are multiples of this
constexpr size_t kHugePage = 2 << 20;                // of most systems
constexpr size_t kRegionBytes = 4 * kHugePage;       // of a region for many blocks
constexpr size_t kOwnRegion = kHugePage;             // larger blocks have a region of their own
constexpr size_t kMaxFreeBytes = size_t{256} << 20;  // in regions that are kept without a block

constexpr size_t rounded(size_t bytes, size_t unit) { return (bytes + unit - 1) / unit * unit; }

#if CLIPLOOP_HAS_MMAP
// Under AddressSanitizer, blocks come from malloc, because it cannot tell two uses of the same memory apart.
constexpr bool kHasRegions = !kAddressSanitizer;

char* map(size_t bytes) {
  void* const place = mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  return place == MAP_FAILED ? nullptr : static_cast<char*>(place);
}

// Memory in huge pages where the system has them: the first access to a page takes time, for 2 MiB hardly more than for
// 4 KiB. Null without memory.
char* map_region(size_t bytes) {
  char* const start = map(bytes + kHugePage);
  if (start == nullptr) return map(bytes);
  const size_t before = (kHugePage - reinterpret_cast<uintptr_t>(start) % kHugePage) % kHugePage;
  if (before > 0) munmap(start, before);
  if (before < kHugePage) munmap(start + before + bytes, kHugePage - before);
#ifdef MADV_HUGEPAGE
  madvise(start + before, bytes, MADV_HUGEPAGE);
#endif
  return start + before;
}

void unmap_region(char* place, size_t bytes) { munmap(place, bytes); }
#else
constexpr bool kHasRegions = false;
char* map_region(size_t) { return nullptr; }
void unmap_region(char*, size_t) {}
#endif

// A part of the address space with the blocks in it.
class Region {
 public:
  // Throws std::bad_alloc.
  explicit Region(size_t bytes) : used_((bytes / kPage + kBits - 1) / kBits), bytes_(bytes), place_(map_region(bytes)) {
    if (place_ == nullptr) throw std::bad_alloc();
  }
  ~Region() { unmap_region(place_, bytes_); }
  Region(const Region&) = delete;
  Region& operator=(const Region&) = delete;

  char* place() const { return place_; }
  size_t bytes() const { return bytes_; }
  bool is_free() const { return used_pages_ == 0; }

  // Whether it is for blocks of this size. One of a single block is used again for blocks that need most of it.
  bool suits(size_t pages) const {
    const size_t bytes = pages * kPage;
    return bytes > kOwnRegion ? is_free() && bytes_ != kRegionBytes && bytes <= bytes_ && bytes > bytes_ / 4 * 3
                              : bytes_ == kRegionBytes;
  }

  // The first free part that is large enough. Null when there is none.
  void* take(size_t pages) {
    const size_t all = bytes_ / kPage;
    if (all - used_pages_ < pages) return nullptr;
    size_t run = 0;  // free pages before `at`
    for (size_t at = 0; at < all && run < pages;) {
      const size_t bit = at % kBits;
      const uint64_t rest = used_[at / kBits] >> bit;
      const auto free =
          std::min<size_t>(rest == 0 ? kBits - bit : static_cast<size_t>(std::countr_zero(rest)), all - at);
      run += free;
      at += free;
      if (run >= pages) {
        at = at - run;
        mark(at, pages, true);
        return place_ + at * kPage;
      }
      if (at % kBits == 0 && free > 0) continue;
      if (at >= all) break;
      run = 0;
      at += static_cast<size_t>(std::countr_one(used_[at / kBits] >> (at % kBits)));
    }
    return nullptr;
  }

  void give_back(const void* block, size_t pages) noexcept {
    mark(static_cast<size_t>(static_cast<const char*>(block) - place_) / kPage, pages, false);
  }

 private:
  static constexpr size_t kBits = 64;

  void mark(size_t first, size_t pages, bool used) noexcept {
    for (size_t at = first; at < first + pages; ++at) used_[at / kBits] ^= uint64_t{1} << (at % kBits);
    used_pages_ = used ? used_pages_ + pages : used_pages_ - pages;
  }

  std::vector<uint64_t> used_;  // a bit for each page
  const size_t bytes_;
  char* const place_;
  size_t used_pages_ = 0;
};

class Pool {
 public:
  void begin() {
    const std::lock_guard lock(mutex_);
    ++uses_;
  }

  void end() {
    const std::lock_guard lock(mutex_);
    if (--uses_ == 0) unmap_free(0);
  }

  bool is_used() {
    const std::lock_guard lock(mutex_);
    return uses_ > 0;
  }

  // Throws std::bad_alloc.
  void* take(size_t bytes) {
    const size_t pages = rounded(bytes, kPage) / kPage;
    const std::lock_guard lock(mutex_);
    for (auto& [place, region] : regions_) {
      if (!region->suits(pages)) continue;
      if (void* const block = region->take(pages)) return block;
    }
    return add(pages).take(pages);
  }

  void give_back(void* block, size_t bytes) noexcept {
    const std::lock_guard lock(mutex_);
    const auto after = regions_.upper_bound(static_cast<char*>(block));
    Region& region = *std::prev(after)->second;
    region.give_back(block, rounded(bytes, kPage) / kPage);
    if (region.is_free()) unmap_free(uses_ == 0 ? 0 : kMaxFreeBytes);
  }

 private:
  // A region for a block of this size. Throws std::bad_alloc.
  Region& add(size_t pages) {
    // A size other than that of regions for many blocks.
    const size_t own = pages * kPage == kRegionBytes ? kRegionBytes + kPage : pages * kPage;
    const size_t bytes = pages * kPage > kOwnRegion ? own : kRegionBytes;
    std::unique_ptr<Region> added;
    try {
      added = std::make_unique<Region>(bytes);
    } catch (const std::bad_alloc&) {
      unmap_free(0);
      added = std::make_unique<Region>(bytes);
    }
    Region& region = *added;
    regions_.emplace(region.place(), std::move(added));
    return region;
  }

  // Unmaps regions without a block until the others have at most these bytes.
  void unmap_free(size_t most) noexcept {
    size_t bytes = 0;
    for (auto region = regions_.begin(); region != regions_.end();) {
      const bool is_free = region->second->is_free();
      const size_t more = is_free ? region->second->bytes() : 0;
      const bool unmap = is_free && bytes + more > most;
      bytes += unmap ? 0 : more;
      region = unmap ? regions_.erase(region) : std::next(region);
    }
  }

  std::mutex mutex_;
  int uses_ = 0;
  std::map<char*, std::unique_ptr<Region>, std::less<>> regions_;  // by address
};

// Never destroyed, because blocks may be freed while the process exits.
Pool& pool() {
  static Pool* const the = new Pool;
  return *the;
}

}  // namespace

PoolUse::PoolUse() { pool().begin(); }

PoolUse::~PoolUse() { pool().end(); }

bool PoolUse::any() { return pool().is_used(); }

void* pool_allocate(size_t bytes) {
  if (kHasRegions && bytes >= kMinBytes) return pool().take(bytes);
  void* const place = std::aligned_alloc(kAlignment, rounded(std::max<size_t>(bytes, 1), kAlignment));
  if (place == nullptr) throw std::bad_alloc();
  return place;
}

void pool_free(void* place, size_t bytes) noexcept {
  if (kHasRegions && bytes >= kMinBytes) {
    pool().give_back(place, bytes);
  } else {
    std::free(place);
  }
}

}  // namespace cliploop
