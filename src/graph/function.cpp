#include <tusk/graph/function.h>

#include <atomic>
#include <map>
#include <mutex>
#include <unordered_map>

#include <fmt/core.h>

#include <tusk/core/error.h>

#include "core/fork_safe_mutex.h"
#include "core/near_names.h"
#include "graph/library_load.h"
#include "graph/short_text.h"

namespace tusk {

namespace {

struct RegisteredFunction {
  FunctionPtr function;
  const void* address;
};

struct Functions {
  core::ForkSafeMutex mutex;
  std::map<std::string, RegisteredFunction> by_name;
  std::unordered_map<const void*, FunctionPtr> by_address;
};

// Never destroyed: threads may read it while the process ends.
Functions& functions() {
  static auto& functions = *new Functions();
  return functions;
}

void remove_function(const FunctionPtr& function, const void* address) {
  Functions& all = functions();
  const std::lock_guard lock(all.mutex);
  all.by_name.erase(function->name);
  if (const auto found = all.by_address.find(address); found != all.by_address.end() && found->second == function)
    all.by_address.erase(found);
}

// The entry of the function's name: the new one, or the one that was there.
RegisteredFunction enter_function(const FunctionPtr& function, const void* address) {
  Functions& all = functions();
  const std::lock_guard lock(all.mutex);
  const auto [entry, is_new] = all.by_name.try_emplace(function->name, RegisteredFunction{function, address});
  if (is_new && address) all.by_address.try_emplace(address, function);
  return entry->second;
}

}  // namespace

FunctionPtr register_function(Function function, const void* address) {
  function.is_registered = true;
  const auto shared = std::make_shared<const Function>(std::move(function));
  if (shared->name.empty()) {
    graph::refuse_registration("a registered function needs a name: got an empty one");
    return shared;
  }
  const RegisteredFunction entered = enter_function(shared, address);
  if (entered.function == shared) {
    graph::note_registration([shared, address] { remove_function(shared, address); });
  } else if (!address || entered.address != address) {
    graph::refuse_registration(fmt::format(
        "the name of a function belongs to one function: another one is registered as \"{}\"; choose another name",
        shared->name));
  }
  return entered.function;
}

FunctionPtr find_function(const std::string& name) {
  {
    Functions& all = functions();
    const std::lock_guard lock(all.mutex);
    if (const auto found = all.by_name.find(name); found != all.by_name.end()) return found->second.function;
  }
  throw KeyError(fmt::format("no function is registered as \"{}\"{}", name,
                             graph::further(core::did_you_mean(name, registered_functions()))));
}

FunctionPtr find_function_at(const void* address) {
  Functions& all = functions();
  const std::lock_guard lock(all.mutex);
  const auto found = all.by_address.find(address);
  return found == all.by_address.end() ? nullptr : found->second;
}

std::vector<std::string> registered_functions() {
  Functions& all = functions();
  const std::lock_guard lock(all.mutex);
  std::vector<std::string> names;
  for (const auto& [name, entry] : all.by_name) names.push_back(name);
  return names;
}

namespace graph {

Hash128 next_identity() {
  static std::atomic<std::uint64_t> count = 0;
  return hash_of(std::pair{std::string("function"), ++count});
}

Hash128 identity_at(const void* address) { return hash_of_object(address); }

}  // namespace graph
}  // namespace tusk
