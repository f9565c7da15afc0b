// A task context for operations that are run alone, and what every operation must survive: being written and read.
#pragma once

#include <tusk/graph/operation.h>

namespace tusk::graph {

struct IdleContext final : TaskContext {
  Key key() const override { return {.name = "alone"}; }
  TaskId index() const override { return 0; }
  std::stop_token stop_token() const override { return {}; }
  int attempt() const override { return 0; }
};

inline Value run_alone(const Operation& operation, const std::vector<Value>& inputs = {}) {
  IdleContext context;
  return operation.run(Inputs(inputs.data(), nullptr, inputs.size()), context);
}

inline std::vector<std::byte> bytes_of(const Operation& operation) {
  BufferWriter writer;
  write_operation(writer, operation);
  return std::move(writer).bytes();
}

inline OperationPtr operation_in(const std::vector<std::byte>& bytes) {
  ByteReader reader(bytes);
  return read_operation(reader);
}

}  // namespace tusk::graph
