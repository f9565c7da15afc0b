// Accounted memory: pools that know what they gave out, and give no more than their limit.
//
// All of Tusk's own buffers come from a pool. What other libraries allocate (Python objects, BLAS, users' functions) is
// seen in process_resident_bytes() beside it.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>

namespace tusk {

namespace core {
class KeptBlocks;
}

// Thread-safe, except for construction and destruction. Accounting adds 20 ns to a malloc and its free, and up to 0.25
// microseconds while two threads do nothing else; to allocate many small things in a loop, take one block for them.
//
// Blocks from 256 KiB on are rounded up by at most a sixteenth, which does not count, and are kept when they are freed,
// up to keep_bytes: memory fresh from the system is many times slower to write. From 4 MiB on they ask for huge pages.
class MemoryPool {
 public:
  class Reservation;
  class Draw;

  // A limit of 0 is none. Bytes that are kept count against the limit, and are given back before it is reached.
  explicit MemoryPool(std::string name, std::uint64_t limit_bytes = 0, std::uint64_t keep_bytes = 0);
  // All blocks and reservations must be back.
  ~MemoryPool();
  MemoryPool(const MemoryPool&) = delete;
  MemoryPool& operator=(const MemoryPool&) = delete;

  // A block aligned to 64 bytes, its contents undefined; not null, even for 0 bytes. Throws MemoryError, which says
  // what is in use, past the limit or when the system has no more.
  void* allocate(std::size_t size_bytes);
  // Moves the contents to a block of another size. When it throws, the old block stays as it is. Both count meanwhile.
  void* reallocate(void* block, std::size_t old_size_bytes, std::size_t new_size_bytes);
  // `size_bytes` is what was asked for.
  void free(void* block, std::size_t size_bytes) noexcept;

  // Sets bytes aside before work begins, so that it does not fail halfway. Past the limit: MemoryError, or nothing.
  Reservation reserve(std::uint64_t size_bytes);
  std::optional<Reservation> try_reserve(std::uint64_t size_bytes);

  const std::string& name() const { return name_; }
  std::uint64_t limit_bytes() const { return limit_bytes_.load(std::memory_order_relaxed); }
  void set_limit_bytes(std::uint64_t limit_bytes) { limit_bytes_.store(limit_bytes, std::memory_order_relaxed); }

  // Given out and not freed; the most that ever was; how often. Bytes are those asked for, reservations not included.
  std::uint64_t current_bytes() const { return less_reserved(taken_bytes_.load(std::memory_order_relaxed)); }
  std::uint64_t peak_bytes() const { return peak_bytes_.load(std::memory_order_relaxed); }
  std::uint64_t allocation_count() const { return allocation_count_.load(std::memory_order_relaxed); }
  // Set aside and not yet allocated.
  std::uint64_t reserved_bytes() const { return reserved_bytes_.load(std::memory_order_relaxed); }
  // Freed and kept for the next use; release_kept() gives it back to the system.
  std::uint64_t kept_bytes() const;
  void release_kept() noexcept;

 private:
  // What is taken after taking `size_bytes` more, or nothing past the limit.
  std::optional<std::uint64_t> take(std::uint64_t size_bytes);
  void* find_block(std::size_t size_bytes, std::uint64_t taken_bytes);
  void note_peak(std::uint64_t current_bytes);
  std::uint64_t less_reserved(std::uint64_t taken_bytes) const;
  std::uint64_t effective_limit() const;
  [[noreturn]] void throw_no_memory(std::uint64_t size_bytes, bool is_past_limit) const;

  const std::string name_;
  const std::unique_ptr<core::KeptBlocks> kept_;
  std::atomic<std::uint64_t> limit_bytes_;
  // What counts against the limit, given out and reserved, on one cache line with what changes together with it.
  alignas(64) std::atomic<std::uint64_t> taken_bytes_ = 0;
  std::atomic<std::uint64_t> reserved_bytes_ = 0;
  std::atomic<std::uint64_t> peak_bytes_ = 0;
  std::atomic<std::uint64_t> allocation_count_ = 0;
};

// Bytes that a pool holds for one piece of work. What was not drawn goes back on destruction; the pool must outlive it.
// To be used by one thread at a time.
class [[nodiscard]] MemoryPool::Reservation {
 public:
  // Owns bytes that are taken already: called by reserve() and try_reserve().
  Reservation(MemoryPool& pool, std::uint64_t taken_bytes) : pool_(&pool), remaining_bytes_(taken_bytes) {}
  Reservation(Reservation&& other) noexcept;
  Reservation& operator=(Reservation&& other) noexcept;
  ~Reservation() { release(); }

  MemoryPool& pool() const { return *pool_; }
  // What is still set aside.
  std::uint64_t remaining_bytes() const { return remaining_bytes_; }
  void release() noexcept;
  // Hands over at most `wanted_bytes`, which then count as given out, and how many: called by allocate().
  std::uint64_t draw(std::uint64_t wanted_bytes) noexcept;
  void put_back(std::uint64_t drawn_bytes) noexcept;

 private:
  MemoryPool* pool_;
  std::uint64_t remaining_bytes_;
};

// While it lives, allocations of this thread from the reservation's pool use what was set aside, as far as it goes;
// what is freed goes to the pool. The innermost one counts. The reservation must stay where it is meanwhile.
class [[nodiscard]] MemoryPool::Draw {
 public:
  explicit Draw(Reservation& reservation);
  ~Draw();
  Draw(const Draw&) = delete;

 private:
  Reservation* const outer_;
};

// The pool of the process. Its limit and what it keeps come from `memory.limit` and `memory.keep` at its first use.
MemoryPool& default_memory_pool();

}  // namespace tusk
