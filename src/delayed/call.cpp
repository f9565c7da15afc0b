#include <tusk/delayed/call.h>

#include <algorithm>
#include <unordered_set>

#include <tusk/core/config.h>
#include <tusk/graph/literal.h>

#include "core/fork_safe_mutex.h"
#include "delayed/work_hash.h"

namespace tusk::lazy {

namespace {

bool is_pure(const DelayedOptions& options) {
  return options.pure ? *options.pure : config::get<bool>("delayed.pure", false);
}

// Without the types that an operator's name ends with: "add<int32, int32>" is "add".
std::string_view without_types(std::string_view name) { return name.substr(0, name.find('<')); }

// The word that a person would say: "vector" for vector<int64>, "Trip" for shop::Trip.
std::string_view word_of_type(std::string_view type_name) {
  const std::string_view name = without_types(type_name);
  const std::size_t colon = name.rfind(':');
  return colon == name.npos ? name : name.substr(colon + 1);
}

// Functions of this process alone are told apart by numbers that another process gives to others.
const Hash128& process_identity() {
  static const Hash128 identity = unique_hash();
  return identity;
}

Hash128 call_hash(const Function& function, const Operation& call, std::span<const NodePtr> inputs) {
  const Hash128 work = function.is_registered ? call.hash() : combine(call.hash(), process_identity());
  return work_hash(work, inputs);
}

bool are_portable(std::span<const Argument> arguments) {
  return std::all_of(arguments.begin(), arguments.end(),
                     [](const Argument& argument) { return is_portable(argument); });
}

}  // namespace

Hash128 work_hash(const Hash128& operation, std::span<const NodePtr> inputs) {
  Hash128 hash = operation;
  for (const NodePtr& input : inputs) hash = combine(hash, input->identity());
  return hash;
}

NodePtr call_node(const FunctionPtr& function, std::vector<Argument> arguments, std::vector<NodePtr> inputs,
                  const DelayedOptions& options) {
  const bool has_hash = is_pure(options) && are_portable(arguments);
  NodeParts parts{
      .operation = call(function, std::move(arguments)), .inputs = std::move(inputs), .length = options.nout};
  if (has_hash) parts.identity = call_hash(*function, *parts.operation, parts.inputs);
  const std::string_view prefix = options.name.empty() ? without_types(function->name) : options.name;
  return make_node(prefix, std::move(parts));
}

NodePtr call_node(PackedCall call, const DelayedOptions& options) {
  std::vector<NodePtr> inputs;
  inputs.reserve(call.inputs.size());
  for (const CollectionPtr& input : call.inputs) inputs.push_back(node_of(input));
  return call_node(call.function, std::move(call.arguments), std::move(inputs), options);
}

NodePtr literal(Value value, const DelayedOptions& options) {
  const std::string type_name = value.type_name();
  const bool has_hash = is_pure(options) && value.is_portable();
  NodeParts parts{.operation = tusk::literal(std::move(value)), .length = options.nout};
  if (has_hash) parts.identity = work_hash(parts.operation->hash(), {});
  return make_node(options.name.empty() ? word_of_type(type_name) : options.name, std::move(parts));
}

FunctionPtr enter_operator(Function function) {
  static auto& mutex = *new core::ForkSafeMutex();
  static auto& names = *new std::unordered_set<std::string>();
  const void* address;
  {
    const std::lock_guard lock(mutex);
    address = &*names.insert(function.name).first;
  }
  return register_function(std::move(function), address);
}

}  // namespace tusk::lazy
