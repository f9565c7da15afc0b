#include "core/kept_blocks.h"

#include <algorithm>
#include <bit>
#include <cstdlib>
#include <mutex>

#include <sys/mman.h>

namespace tusk::core {

namespace {

#if defined(__SANITIZE_ADDRESS__)
constexpr bool kIsMapped = false;
#elif defined(__has_feature)
constexpr bool kIsMapped = !__has_feature(address_sanitizer);
#else
constexpr bool kIsMapped = true;
#endif

constexpr std::size_t kHugePage = std::size_t(2) << 20;
constexpr std::size_t kHugeFrom = 2 * kHugePage;
constexpr std::size_t kMostBlocks = 4096;

// Sixteen sizes from a power of two to the next, so that blocks of nearly one size share what is kept.
std::size_t rounded_up(std::size_t size_bytes) {
  const std::size_t step = std::bit_floor(size_bytes) / 16;
  return (size_bytes + step - 1) / step * step;
}

void* map_pages(std::size_t size_bytes) noexcept {
  void* pages = ::mmap(nullptr, size_bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  return pages == MAP_FAILED ? nullptr : pages;
}

// Begins at a multiple of a huge page: what is mapped before and behind goes back.
void* map_huge_pages(std::size_t size_bytes) noexcept {
  auto* const pages = static_cast<std::byte*>(map_pages(size_bytes + kHugePage));
  if (!pages) return nullptr;
  const std::size_t before = (kHugePage - std::uintptr_t(pages) % kHugePage) % kHugePage;
  std::byte* const block = pages + before;
  if (before > 0) ::munmap(pages, before);
  if (before < kHugePage) ::munmap(block + size_bytes, kHugePage - before);
  ::madvise(block, size_bytes, MADV_HUGEPAGE);
  return block;
}

void* new_block(std::size_t size_bytes) noexcept {
  if (!kIsMapped) return std::aligned_alloc(64, (size_bytes + 63) / 64 * 64);
  return size_bytes >= kHugeFrom ? map_huge_pages(size_bytes) : map_pages(size_bytes);
}

void delete_block(void* block, std::size_t size_bytes) noexcept {
  kIsMapped ? void(::munmap(block, size_bytes)) : std::free(block);
}

}  // namespace

KeptBlocks::KeptBlocks(std::uint64_t keep_bytes) : keep_bytes_(kIsMapped ? keep_bytes : 0) {
  blocks_.reserve(std::min<std::uint64_t>(keep_bytes_ / kSmallestBlock, kMostBlocks));
}

KeptBlocks::~KeptBlocks() { trim(0); }

void* KeptBlocks::allocate(std::size_t size_bytes, std::uint64_t most_kept_bytes) {
  const std::size_t rounded_bytes = rounded_up(size_bytes);
  void* const kept = reuse(rounded_bytes);
  trim(most_kept_bytes);
  if (kept) return kept;
  void* const block = new_block(rounded_bytes);
  if (block || bytes() == 0) return block;
  trim(0);
  return new_block(rounded_bytes);
}

void KeptBlocks::free(void* block, std::size_t size_bytes) noexcept {
  const Block freed{block, rounded_up(size_bytes)};
  if (freed.size_bytes <= keep_bytes_) {
    trim(keep_bytes_ - freed.size_bytes);
    if (keep(freed)) return;
  }
  delete_block(freed.address, freed.size_bytes);
}

bool KeptBlocks::shrink(void* block, std::size_t old_size_bytes, std::size_t new_size_bytes) noexcept {
  const std::size_t old_bytes = rounded_up(old_size_bytes);
  const std::size_t new_bytes = rounded_up(new_size_bytes);
  if (!kIsMapped) return false;
  if (new_bytes < old_bytes) ::munmap(static_cast<std::byte*>(block) + new_bytes, old_bytes - new_bytes);
  return true;
}

void KeptBlocks::trim(std::uint64_t most_kept_bytes) noexcept {
  while (bytes() > most_kept_bytes) {
    const Block block = take_oldest(most_kept_bytes);
    if (!block.address) return;
    delete_block(block.address, block.size_bytes);
  }
}

// The newest one is the likeliest to be in a cache.
void* KeptBlocks::reuse(std::size_t size_bytes) noexcept {
  if (bytes() < size_bytes) return nullptr;
  const std::lock_guard lock(mutex_);
  const auto has_size = [size_bytes](const Block& block) { return block.size_bytes == size_bytes; };
  const auto newest = std::find_if(blocks_.rbegin(), blocks_.rend(), has_size);
  if (newest == blocks_.rend()) return nullptr;
  void* const address = newest->address;
  blocks_.erase(std::next(newest).base());
  bytes_.fetch_sub(size_bytes, std::memory_order_relaxed);
  return address;
}

bool KeptBlocks::keep(Block block) noexcept {
  const std::lock_guard lock(mutex_);
  if (blocks_.size() == blocks_.capacity() || bytes() + block.size_bytes > keep_bytes_) return false;
  blocks_.push_back(block);
  bytes_.fetch_add(block.size_bytes, std::memory_order_relaxed);
  return true;
}

KeptBlocks::Block KeptBlocks::take_oldest(std::uint64_t most_kept_bytes) noexcept {
  const std::lock_guard lock(mutex_);
  if (bytes() <= most_kept_bytes || blocks_.empty()) return {};
  const Block block = blocks_.front();
  blocks_.erase(blocks_.begin());
  bytes_.fetch_sub(block.size_bytes, std::memory_order_relaxed);
  return block;
}

}  // namespace tusk::core
