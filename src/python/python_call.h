// PythonCall: the task that calls a Python function, with constants and the results of other tasks anywhere inside its
// arguments.
//
// It runs with the GIL. What the function raises is the task's failure, unchanged. It leaves the process by
// cloudpickle, if that takes the function and the constants.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include <tusk/graph/operation.h>

#include "python/packed.h"

namespace tusk::python {

struct PythonCallParts {
  enum class Target : std::uint8_t {
    Function,  // `function` is called
    Method,    // the first argument's method whose name `function` is
    Argument,  // nothing is called: the result is the only argument
  };

  Target target = Target::Function;
  std::string label;  // what people call it
  Packed function = {};
  std::vector<Packed> arguments = {};  // those with keywords last
  Held keywords = {};                  // a tuple of their names
  Held constants = {};                 // a tuple
};

class PythonCall final : public Operation {
 public:
  explicit PythonCall(PythonCallParts parts) : parts_(std::move(parts)) {}

  std::string_view name() const override { return parts_.label; }
  std::string_view registered_name() const override { return kName; }
  Value run(const Inputs& inputs, TaskContext& context) const override;
  bool is_portable() const override;
  void write(ByteWriter& writer) const override;
  // Of function and arguments: see token.h.
  Hash128 hash() const override;
  // inc(#0, by=1); ours for a method: #0.sum(axis=0).
  std::string print() const override;
  std::string print_with(const Inputs& inputs) const override;

  static OperationPtr read(ByteReader& reader);
  // For Python's collector of garbage.
  int traverse(visitproc visit, void* argument) const;

 private:
  static constexpr std::string_view kName = "python.call";
  static const bool kIsRegistered;

  nb::object call(const Inputs& inputs) const;
  void write_structure(ByteWriter& writer) const;
  nb::object carried() const;
  std::string printed(const std::function<std::string(std::uint32_t)>& input) const;

  PythonCallParts parts_;
  // Both guarded by the GIL.
  mutable std::optional<Hash128> hash_;
  mutable std::optional<std::string> pickled_;
};

}  // namespace tusk::python
