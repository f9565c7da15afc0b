#include "data/arrow_pool.h"

#include <arrow/memory_pool.h>
#include <arrow/status.h>

#include <tusk/core/memory.h>

namespace tusk::data {

namespace {

constexpr std::int64_t kPoolAlignment = 64;

arrow::Status check_request(std::int64_t size, std::int64_t alignment) {
  if (size < 0) return arrow::Status::Invalid("memory of a negative size was asked for: ", size);
  if (alignment > kPoolAlignment)
    return arrow::Status::NotImplemented("memory is aligned to ", kPoolAlignment, " bytes: ", alignment,
                                         " were asked for");
  return arrow::Status::OK();
}

// What was allocated here and not freed lies with the pool; these counts are only of what went through Arrow.
class ArrowPool final : public arrow::MemoryPool {
 public:
  using arrow::MemoryPool::Allocate;
  using arrow::MemoryPool::Free;
  using arrow::MemoryPool::Reallocate;

  arrow::Status Allocate(std::int64_t size, std::int64_t alignment, std::uint8_t** out) override {
    ARROW_RETURN_NOT_OK(check_request(size, alignment));
    try {
      *out = static_cast<std::uint8_t*>(pool_.allocate(std::size_t(size)));
    } catch (const std::exception& error) {
      return arrow::Status::OutOfMemory(error.what());
    }
    stats_.DidAllocateBytes(size);
    return arrow::Status::OK();
  }
  arrow::Status Reallocate(std::int64_t old_size, std::int64_t new_size, std::int64_t alignment,
                           std::uint8_t** block) override {
    ARROW_RETURN_NOT_OK(check_request(new_size, alignment));
    try {
      *block = static_cast<std::uint8_t*>(pool_.reallocate(*block, std::size_t(old_size), std::size_t(new_size)));
    } catch (const std::exception& error) {
      return arrow::Status::OutOfMemory(error.what());
    }
    stats_.DidReallocateBytes(old_size, new_size);
    return arrow::Status::OK();
  }
  void Free(std::uint8_t* block, std::int64_t size, std::int64_t) override {
    pool_.free(block, std::size_t(size));
    stats_.DidFreeBytes(size);
  }
  void ReleaseUnused() override { pool_.release_kept(); }

  std::int64_t bytes_allocated() const override { return stats_.bytes_allocated(); }
  std::int64_t max_memory() const override { return stats_.max_memory(); }
  std::int64_t total_bytes_allocated() const override { return stats_.total_bytes_allocated(); }
  std::int64_t num_allocations() const override { return stats_.num_allocations(); }
  std::string backend_name() const override { return "tusk"; }

 private:
  tusk::MemoryPool& pool_ = default_memory_pool();
  arrow::internal::MemoryPoolStats stats_;
};

}  // namespace

arrow::MemoryPool* arrow_pool() {
  static auto& pool = *new ArrowPool();
  return &pool;
}

}  // namespace tusk::data
