// TaskArray: a vector of what every task, or every input, of a graph has one of.
//
// Its memory comes from the process's pool (<tusk/core/memory.h>), so it is accounted, and a large graph is written
// into huge or used pages: fresh small ones would cost more time than what is written there. Throws MemoryError past
// the limit.
#pragma once

#include <cstddef>
#include <vector>

#include <tusk/core/memory.h>

namespace tusk::graph {

template <class T>
struct PoolAllocator {
  using value_type = T;

  PoolAllocator() = default;
  template <class U>
  PoolAllocator(const PoolAllocator<U>&) {}

  T* allocate(std::size_t count) { return static_cast<T*>(default_memory_pool().allocate(count * sizeof(T))); }
  void deallocate(T* block, std::size_t count) noexcept { default_memory_pool().free(block, count * sizeof(T)); }
  friend bool operator==(const PoolAllocator&, const PoolAllocator&) { return true; }
};

template <class T>
using TaskArray = std::vector<T, PoolAllocator<T>>;

}  // namespace tusk::graph
