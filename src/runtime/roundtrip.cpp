#include "runtime/roundtrip.h"

#include <atomic>

#include <tusk/core/config.h>

namespace tusk::runtime {

namespace {

std::atomic<std::uint64_t> operations_by_reference{0};
std::atomic<std::uint64_t> values_by_reference{0};
std::atomic<std::uint64_t> operations_copied{0};
std::atomic<std::uint64_t> values_copied{0};

}  // namespace

bool is_roundtrip_on() { return config::get<bool>("scheduler.roundtrip"); }

OperationPtr copied_operation(const Operation& operation) {
  if (!operation.is_portable()) {
    ++operations_by_reference;
    return nullptr;
  }
  ++operations_copied;
  BufferWriter writer;
  write_operation(writer, operation);
  ByteReader reader(writer.bytes());
  return read_operation(reader);
}

Value copied_value(Value value) {
  if (!value.is_portable()) {
    ++values_by_reference;
    return value;
  }
  ++values_copied;
  BufferWriter writer;
  write_value(writer, value);
  ByteReader reader(writer.bytes());
  return read_value(reader);
}

RoundtripCounts roundtrip_counts() {
  return {operations_by_reference, values_by_reference, operations_copied, values_copied};
}

}  // namespace tusk::runtime
