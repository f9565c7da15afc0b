#include <tusk/core/memory.h>

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <utility>

#include <fmt/format.h>

#include <tusk/core/bytes.h>
#include <tusk/core/config.h>
#include <tusk/core/error.h>

#include "core/kept_blocks.h"

namespace tusk {

namespace {

constexpr auto kRelaxed = std::memory_order_relaxed;
constexpr std::size_t kAlignment = 64;
// More than any machine has, and small enough that sums of sizes don't wrap around.
constexpr std::uint64_t kUnlimited = std::uint64_t(1) << 62;

alignas(kAlignment) std::byte empty_block[kAlignment];

// The reservation that this thread draws on.
thread_local MemoryPool::Reservation* drawn_reservation = nullptr;

bool is_large(std::size_t size_bytes) { return size_bytes >= core::KeptBlocks::kSmallestBlock; }

// malloc's fast path gives 16 bytes of alignment, and aligned_alloc takes 20 to 60 ns longer: so the block begins at
// the next multiple of 64 within a longer one, whose address is kept just before it.
void* allocate_small(std::size_t size_bytes) {
  auto* const whole = static_cast<std::byte*>(std::malloc(size_bytes + kAlignment));
  if (!whole) return nullptr;
  std::byte* const block = whole + (kAlignment - std::uintptr_t(whole) % kAlignment);
  std::memcpy(block - sizeof(void*), &whole, sizeof(void*));
  return block;
}

void free_small(void* block) noexcept {
  void* whole;
  std::memcpy(&whole, static_cast<std::byte*>(block) - sizeof(void*), sizeof(void*));
  std::free(whole);
}

}  // namespace

MemoryPool::MemoryPool(std::string name, std::uint64_t limit_bytes, std::uint64_t keep_bytes)
    : name_(std::move(name)), kept_(std::make_unique<core::KeptBlocks>(keep_bytes)), limit_bytes_(limit_bytes) {}

MemoryPool::~MemoryPool() = default;

void* MemoryPool::allocate(std::size_t size_bytes) {
  if (size_bytes == 0) return empty_block;
  Reservation* const reservation =
      drawn_reservation && &drawn_reservation->pool() == this ? drawn_reservation : nullptr;
  const std::uint64_t drawn_bytes = reservation ? reservation->draw(size_bytes) : 0;
  const auto taken_bytes = take(size_bytes - drawn_bytes);
  void* const block = taken_bytes ? find_block(size_bytes, *taken_bytes) : nullptr;
  if (!block) {
    if (taken_bytes) taken_bytes_.fetch_sub(size_bytes - drawn_bytes, kRelaxed);
    if (reservation) reservation->put_back(drawn_bytes);
    throw_no_memory(size_bytes, /*is_past_limit=*/!taken_bytes);
  }
  allocation_count_.fetch_add(1, kRelaxed);
  note_peak(less_reserved(*taken_bytes));
  return block;
}

void* MemoryPool::reallocate(void* block, std::size_t old_size_bytes, std::size_t new_size_bytes) {
  const bool is_shrunk = is_large(new_size_bytes) && new_size_bytes <= old_size_bytes;
  if (is_shrunk && kept_->shrink(block, old_size_bytes, new_size_bytes)) {
    taken_bytes_.fetch_sub(old_size_bytes - new_size_bytes, kRelaxed);
    return block;
  }
  void* const moved = allocate(new_size_bytes);
  std::memcpy(moved, block, std::min(old_size_bytes, new_size_bytes));
  free(block, old_size_bytes);
  return moved;
}

void MemoryPool::free(void* block, std::size_t size_bytes) noexcept {
  if (size_bytes == 0) return;
  is_large(size_bytes) ? kept_->free(block, size_bytes) : free_small(block);
  taken_bytes_.fetch_sub(size_bytes, kRelaxed);
}

MemoryPool::Reservation MemoryPool::reserve(std::uint64_t size_bytes) {
  auto reservation = try_reserve(size_bytes);
  if (!reservation) throw_no_memory(size_bytes, /*is_past_limit=*/true);
  return std::move(*reservation);
}

// Reserved bytes are counted before they are taken and after they are returned, so current_bytes() is never too high.
std::optional<MemoryPool::Reservation> MemoryPool::try_reserve(std::uint64_t size_bytes) {
  reserved_bytes_.fetch_add(size_bytes, kRelaxed);
  if (const auto taken_bytes = take(size_bytes)) return Reservation(*this, size_bytes);
  reserved_bytes_.fetch_sub(size_bytes, kRelaxed);
  return {};
}

std::uint64_t MemoryPool::kept_bytes() const { return kept_->bytes(); }
void MemoryPool::release_kept() noexcept { kept_->trim(0); }

std::optional<std::uint64_t> MemoryPool::take(std::uint64_t size_bytes) {
  const std::uint64_t limit = effective_limit();
  std::uint64_t taken = taken_bytes_.load(kRelaxed);
  do {
    if (size_bytes > 0 && (size_bytes > limit || taken > limit - size_bytes)) return {};
  } while (!taken_bytes_.compare_exchange_weak(taken, taken + size_bytes, kRelaxed));
  return taken + size_bytes;
}

std::uint64_t MemoryPool::effective_limit() const {
  const std::uint64_t limit = limit_bytes();
  return limit == 0 ? kUnlimited : std::min(limit, kUnlimited);
}

void* MemoryPool::find_block(std::size_t size_bytes, std::uint64_t taken_bytes) {
  const std::uint64_t limit = effective_limit();
  const std::uint64_t most_kept_bytes = limit - std::min(limit, taken_bytes);
  if (is_large(size_bytes)) return kept_->allocate(size_bytes, most_kept_bytes);
  kept_->trim(most_kept_bytes);
  void* const block = allocate_small(size_bytes);
  if (block || kept_->bytes() == 0) return block;
  kept_->trim(0);
  return allocate_small(size_bytes);
}

void MemoryPool::note_peak(std::uint64_t current_bytes) {
  std::uint64_t peak = peak_bytes_.load(kRelaxed);
  while (current_bytes > peak && !peak_bytes_.compare_exchange_weak(peak, current_bytes, kRelaxed)) {
  }
}

std::uint64_t MemoryPool::less_reserved(std::uint64_t taken_bytes) const {
  return taken_bytes - std::min(taken_bytes, reserved_bytes());
}

void MemoryPool::throw_no_memory(std::uint64_t size_bytes, bool is_past_limit) const {
  const std::string limit = limit_bytes() == 0 ? "no limit" : "a limit of " + format_bytes(limit_bytes());
  const std::string state =
      fmt::format("memory pool {}: got a request for {} with {} in use, {} reserved and {}", name_,
                  format_bytes(size_bytes), format_bytes(current_bytes()), format_bytes(reserved_bytes()), limit);
  const auto* advice = is_past_limit
                           ? "; free results, work in smaller pieces, or raise the limit (config key memory.limit)"
                           : "; the system has no more: free results, work in smaller pieces, or end other programs";
  throw MemoryError(state + advice);
}

MemoryPool::Reservation::Reservation(Reservation&& other) noexcept
    : pool_(other.pool_), remaining_bytes_(std::exchange(other.remaining_bytes_, 0)) {}

MemoryPool::Reservation& MemoryPool::Reservation::operator=(Reservation&& other) noexcept {
  if (this != &other) {
    release();
    pool_ = other.pool_;
    remaining_bytes_ = std::exchange(other.remaining_bytes_, 0);
  }
  return *this;
}

void MemoryPool::Reservation::release() noexcept {
  if (remaining_bytes_ == 0) return;
  pool_->taken_bytes_.fetch_sub(remaining_bytes_, kRelaxed);
  pool_->reserved_bytes_.fetch_sub(std::exchange(remaining_bytes_, 0), kRelaxed);
}

std::uint64_t MemoryPool::Reservation::draw(std::uint64_t wanted_bytes) noexcept {
  const std::uint64_t drawn_bytes = std::min(wanted_bytes, remaining_bytes_);
  remaining_bytes_ -= drawn_bytes;
  pool_->reserved_bytes_.fetch_sub(drawn_bytes, kRelaxed);
  return drawn_bytes;
}

void MemoryPool::Reservation::put_back(std::uint64_t drawn_bytes) noexcept {
  remaining_bytes_ += drawn_bytes;
  pool_->reserved_bytes_.fetch_add(drawn_bytes, kRelaxed);
}

MemoryPool::Draw::Draw(Reservation& reservation) : outer_(std::exchange(drawn_reservation, &reservation)) {}
MemoryPool::Draw::~Draw() { drawn_reservation = outer_; }

MemoryPool& default_memory_pool() {
  static MemoryPool* const kPool =
      new MemoryPool("default", config::get_memory("memory.limit"), config::get_memory("memory.keep"));
  return *kPool;
}

}  // namespace tusk
