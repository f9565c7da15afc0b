#include "graph/call.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include <tusk/core/error.h>

#include "core/near_names.h"
#include "graph/short_text.h"

namespace tusk {

namespace {

std::string parameter_list(const Function& function) { return fmt::format("{}", fmt::join(function.parameters, ", ")); }

void check_arity(const Function& function, std::size_t count) {
  const std::size_t expected = function.parameters.size();
  if (count == expected) return;
  if (expected == 0) throw TypeError(fmt::format("{} takes no arguments: got {}", function.name, count));
  throw TypeError(fmt::format("{} takes {} argument{} ({}): got {}", function.name, expected, expected == 1 ? "" : "s",
                              parameter_list(function), count));
}

void check_constant(const Function& function, std::size_t place, const Value& value) {
  const auto message = [&](const std::string& reason) {
    return fmt::format("argument {} of {}({}) must be {}: {}", place + 1, function.name, parameter_list(function),
                       function.parameters[place], reason);
  };
  try {
    function.checks[place](value);
  } catch (const TypeError&) {
    throw TypeError(message(fmt::format("got {}, of type {}", graph::shortened(value.print(), 60), value.type_name())));
  } catch (const ValueError& error) {
    throw ValueError(message(error.what()));
  }
}

// One more than the highest input that an argument names.
std::size_t inputs_of(const Argument& argument) {
  if (argument.kind == Argument::Kind::Input) return std::size_t(argument.input) + 1;
  std::size_t needed = 0;
  for (const Argument& item : argument.items) needed = std::max(needed, inputs_of(item));
  return needed;
}

FunctionPtr function_to_read(const std::string& name) {
  try {
    return find_function(name);
  } catch (const KeyError&) {
    const std::string shown = graph::shortened(name, 200);
    throw TypeError(
        fmt::format("the function \"{}\" can't be called: it is not registered in this process{}; load the library "
                    "that defines it, with tusk::load_library",
                    shown, graph::further(core::did_you_mean(shown, registered_functions()))));
  }
}

}  // namespace

void check_arguments(const Function& function, std::span<const Argument> arguments) {
  check_arity(function, arguments.size());
  if (function.checks.empty()) return;
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    if (const Argument argument = folded(arguments[i]); argument.kind == Argument::Kind::Constant)
      check_constant(function, i, argument.constant);
  }
}

OperationPtr call(FunctionPtr function, std::vector<Argument> arguments) {
  for (Argument& argument : arguments) argument = folded(std::move(argument));
  check_arguments(*function, arguments);
  return std::make_shared<graph::CallOperation>(std::move(function), std::move(arguments));
}

namespace graph {

CallOperation::CallOperation(FunctionPtr function, std::vector<Argument> arguments)
    : function_(std::move(function)), arguments_(std::move(arguments)) {
  (void)kIsRegistered;
  has_few_and_no_lists_ = arguments_.size() <= kFewArguments;
  for (const Argument& argument : arguments_) {
    inputs_needed_ = std::max(inputs_needed_, inputs_of(argument));
    if (argument.kind == Argument::Kind::List) has_few_and_no_lists_ = false;
  }
}

Value CallOperation::run(const Inputs& inputs, TaskContext&) const {
  if (inputs.size() < inputs_needed_) fail_inputs(inputs);
  if (!has_few_and_no_lists_) return run_with_lists(inputs);
  std::array<const Value*, kFewArguments> pointers;
  for (std::size_t i = 0; i < arguments_.size(); ++i) {
    const Argument& argument = arguments_[i];
    pointers[i] = argument.kind == Argument::Kind::Input ? &inputs[argument.input] : &argument.constant;
  }
  return function_->call({pointers.data(), arguments_.size()});
}

Value CallOperation::run_with_lists(const Inputs& inputs) const {
  std::vector<Value> values;
  std::vector<const Value*> pointers;
  values.reserve(arguments_.size());
  pointers.reserve(arguments_.size());
  for (const Argument& argument : arguments_) pointers.push_back(&values.emplace_back(filled(argument, inputs)));
  return function_->call(pointers);
}

void CallOperation::fail_inputs(const Inputs& inputs) const {
  throw ValueError(fmt::format("the call of {} takes the task's input #{}: the task has {}", name(), inputs_needed_ - 1,
                               inputs.size()));
}

bool CallOperation::is_portable() const {
  return function_->is_registered && std::all_of(arguments_.begin(), arguments_.end(),
                                                 [](const Argument& argument) { return tusk::is_portable(argument); });
}

void CallOperation::write(ByteWriter& writer) const {
  if (!function_->is_registered) {
    throw TypeError(fmt::format(
        "a graph leaves the process only if its functions are registered: \"{}\" is not; give it a name that "
        "other processes know, with tusk::register_function(\"shop.area\", area)",
        name()));
  }
  writer.write_text(name());
  Codec<std::vector<Argument>>::write(writer, arguments_);
}

OperationPtr CallOperation::read(ByteReader& reader) {
  const ByteReader::Level level(reader);
  FunctionPtr function = function_to_read(reader.read_text());
  return call(std::move(function), Codec<std::vector<Argument>>::read(reader));
}

Hash128 CallOperation::hash() const {
  HashWriter writer;
  writer.write_text(kName);
  writer.write(function_->is_registered);
  if (function_->is_registered) writer.write_text(name());
  else Codec<Hash128>::write(writer, function_->identity);
  writer.write_size(arguments_.size());
  for (const Argument& argument : arguments_) Codec<Hash128>::write(writer, tusk::hash(argument));
  return writer.hash();
}

std::string CallOperation::print() const {
  return fmt::format("{}({})", name(),
                     short_list(arguments_.size(), [&](std::size_t i) { return to_text(arguments_[i]); }));
}

std::string CallOperation::print_with(const Inputs& inputs) const {
  const auto print = [&](std::size_t i) { return filled(arguments_[i], inputs).print(); };
  return fmt::format("{}({})", name(), short_list(arguments_.size(), print));
}

std::string print_call(const Operation& operation, const Inputs& inputs) {
  constexpr std::size_t kMostBytes = 400;
  try {
    return shortened(operation.print_with(inputs), kMostBytes);
  } catch (...) {
    return fmt::format("{}(...)", operation.name());
  }
}

}  // namespace graph
}  // namespace tusk
