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

#ifdef __linux__
#include <sys/mman.h>
#endif

#include "base/sanitizers.h"

namespace cliploop {
namespace {

constexpr size_t kMinBytes = 32 << 10;               // bytes; smaller blocks come from malloc
constexpr size_t kPage = 4 << 10;                    // blocks are multiples of this
constexpr size_t kHugePage = 2 << 20;                // of most systems
constexpr size_t kRegionBytes = 8 * kHugePage;       // of a region for blocks that are smaller
constexpr size_t kMaxFreeBytes = size_t{256} << 20;  // in regions that are kept without a block

constexpr size_t rounded(size_t bytes, size_t unit) { return (bytes + unit - 1) / unit * unit; }

#ifdef __linux__
// Under AddressSanitizer, blocks come from malloc, because it cannot tell two uses of the same memory apart.
constexpr bool kHasRegions = !kAddressSanitizer;

// Memory in huge pages where the system has them: the first access to a page takes time, for 2 MiB hardly more than for
// 4 KiB. Throws std::bad_alloc.
char* map_region(size_t bytes) {
  const size_t room = bytes + kHugePage;
  void* const place = mmap(nullptr, room, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (place == MAP_FAILED) throw std::bad_alloc();
  auto* const start = static_cast<char*>(place);
  const size_t before = (kHugePage - reinterpret_cast<uintptr_t>(start) % kHugePage) % kHugePage;
  if (before > 0) munmap(start, before);
  if (before < kHugePage) munmap(start + before + bytes, kHugePage - before);
  madvise(start + before, bytes, MADV_HUGEPAGE);
  return start + before;
}

void unmap_region(char* place, size_t bytes) { munmap(place, bytes); }
#else
constexpr bool kHasRegions = false;
char* map_region(size_t) { throw std::bad_alloc(); }
void unmap_region(char*, size_t) {}
#endif

// A part of the address space with the blocks in it.
class Region {
 public:
  explicit Region(size_t bytes)
      : used_((bytes / kPage + kBits - 1) / kBits), bytes_(bytes), place_(map_region(bytes)) {}
  ~Region() { unmap_region(place_, bytes_); }
  Region(const Region&) = delete;
  Region& operator=(const Region&) = delete;

  char* place() const { return place_; }
  size_t bytes() const { return bytes_; }
  bool is_free() const { return used_pages_ == 0; }

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

  // Throws std::bad_alloc.
  void* take(size_t bytes) {
    const size_t pages = rounded(bytes, kPage) / kPage;
    const std::lock_guard lock(mutex_);
    for (auto& [place, region] : regions_) {
      if (void* const block = region->take(pages)) return block;
    }
    auto added = std::make_unique<Region>(std::max(kRegionBytes, rounded(bytes, kHugePage)));
    Region& region = *added;
    regions_.emplace(region.place(), std::move(added));
    return region.take(pages);
  }

  void give_back(void* block, size_t bytes) noexcept {
    const std::lock_guard lock(mutex_);
    const auto after = regions_.upper_bound(static_cast<char*>(block));
    Region& region = *std::prev(after)->second;
    region.give_back(block, rounded(bytes, kPage) / kPage);
    if (region.is_free()) unmap_free(uses_ == 0 ? 0 : kMaxFreeBytes);
  }

 private:
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

void* pool_allocate(size_t bytes) {
  if (kHasRegions && bytes >= kMinBytes) return pool().take(bytes);
  void* const place = std::malloc(bytes);
  if (place == nullptr && bytes > 0) throw std::bad_alloc();
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
