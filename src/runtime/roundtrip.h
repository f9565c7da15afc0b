// The checking mode `scheduler.roundtrip`: every operation and every result goes through its bytes, as it would on its
// way to another process. What can't leave the process passes by reference, and is counted.
#pragma once

#include <cstdint>

#include <tusk/graph/operation.h>

namespace tusk::runtime {

bool is_roundtrip_on();

// The operation as another process would have it; null for one that can't leave.
OperationPtr copied_operation(const Operation& operation);
Value copied_value(Value value);

// Since the process began.
struct RoundtripCounts {
  std::uint64_t operations_by_reference = 0;
  std::uint64_t values_by_reference = 0;
  std::uint64_t operations_copied = 0;
  std::uint64_t values_copied = 0;
};
RoundtripCounts roundtrip_counts();

}  // namespace tusk::runtime
