// CallOperation: the task that calls a Function with its inputs and constants.
#pragma once

#include <string>
#include <vector>

#include <tusk/graph/function.h>

namespace tusk::graph {

class CallOperation final : public Operation {
 public:
  // The arguments were checked, and lists of constants are folded.
  CallOperation(FunctionPtr function, std::vector<Argument> arguments);

  std::string_view name() const override { return function_->name; }
  // All calls are written alike: the function's name, then the arguments.
  std::string_view registered_name() const override { return kName; }
  // Allocates nothing of its own for up to eight arguments without lists.
  Value run(const Inputs& inputs, TaskContext& context) const override;
  bool is_portable() const override;
  void write(ByteWriter& writer) const override;
  Hash128 hash() const override;
  // inc(#0, 1): inputs by their number.
  std::string print() const override;
  // inc(41, 1).
  std::string print_with(const Inputs& inputs) const override;

  const FunctionPtr& function() const { return function_; }
  const std::vector<Argument>& arguments() const { return arguments_; }

  static OperationPtr read(ByteReader& reader);

 private:
  static constexpr std::string_view kName = "call";
  static constexpr std::size_t kFewArguments = 8;
  inline static const bool kIsRegistered = register_operation(kName, &read);

  Value run_with_lists(const Inputs& inputs) const;
  [[noreturn]] void fail_inputs(const Inputs& inputs) const;

  FunctionPtr function_;
  std::vector<Argument> arguments_;
  std::size_t inputs_needed_ = 0;
  bool has_few_and_no_lists_ = true;
};

// What a task did, for the message of its failure: div(1, 0). Never throws what printing a value throws.
std::string print_call(const Operation& operation, const Inputs& inputs);

}  // namespace tusk::graph
