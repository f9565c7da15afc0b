// Arrow's memory from our accounted pool.
#pragma once

namespace arrow {
class MemoryPool;
}

namespace tusk::data {

// The pool to pass wherever Arrow takes one: it draws on default_memory_pool(). Lives as long as the process.
arrow::MemoryPool* arrow_pool();

}  // namespace tusk::data
