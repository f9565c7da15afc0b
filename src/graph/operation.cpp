#include <tusk/graph/operation.h>

#include <map>
#include <mutex>

#include <fmt/format.h>

#include <tusk/core/error.h>

#include "core/fork_safe_mutex.h"
#include "core/near_names.h"
#include "graph/library_load.h"
#include "graph/short_text.h"

namespace tusk {

namespace {

struct RegisteredReader {
  OperationReader read;
  const std::type_info* type;
};

struct OperationReaders {
  core::ForkSafeMutex mutex;
  std::map<std::string, RegisteredReader, std::less<>> by_name;
};

// Never destroyed: threads may read it while the process ends.
OperationReaders& operation_readers() {
  static auto& readers = *new OperationReaders();
  return readers;
}

bool is_same_code(const RegisteredReader& first, const RegisteredReader& second) {
  return first.read == second.read || (first.type && second.type && *first.type == *second.type);
}

void remove_operation(const std::string& name) {
  OperationReaders& readers = operation_readers();
  const std::lock_guard lock(readers.mutex);
  readers.by_name.erase(name);
}

// Enters the reader unless another has the name. Returns whether it is entered now, and whether it was before.
std::pair<bool, bool> enter_reader(std::string_view name, const RegisteredReader& reader) {
  OperationReaders& readers = operation_readers();
  const std::lock_guard lock(readers.mutex);
  const auto [entry, is_new] = readers.by_name.try_emplace(std::string(name), reader);
  return {is_same_code(entry->second, reader), !is_new};
}

OperationReader operation_reader(std::string_view name) {
  OperationReaders& readers = operation_readers();
  const std::lock_guard lock(readers.mutex);
  const auto found = readers.by_name.find(name);
  return found == readers.by_name.end() ? nullptr : found->second.read;
}

}  // namespace

bool register_operation(std::string_view name, OperationReader reader, const std::type_info* type) {
  if (name.empty()) {
    graph::refuse_registration("an operation needs a name: got an empty one");
    return false;
  }
  const auto [is_entered, was_entered] = enter_reader(name, {reader, type});
  if (!is_entered) {
    graph::refuse_registration(
        fmt::format("the name of an operation belongs to one kind of operation: another one is registered as \"{}\"; "
                    "choose another name",
                    name));
  } else if (!was_entered) {
    graph::note_registration([name = std::string(name)] { remove_operation(name); });
  }
  return is_entered;
}

std::vector<std::string> registered_operations() {
  OperationReaders& readers = operation_readers();
  const std::lock_guard lock(readers.mutex);
  std::vector<std::string> names;
  for (const auto& [name, reader] : readers.by_name) names.push_back(name);
  return names;
}

void write_operation(ByteWriter& writer, const Operation& operation) {
  writer.write_text(operation.registered_name());
  operation.write(writer);
}

OperationPtr read_operation(ByteReader& reader) {
  const std::string name = reader.read_text();
  if (const OperationReader read = operation_reader(name)) return read(reader);
  const std::string shown = graph::shortened(name, 200);
  throw TypeError(
      fmt::format("the operation \"{}\" can't be read: it is not registered in this process{}; load the library that "
                  "defines it, with tusk::load_library",
                  shown, graph::further(core::did_you_mean(shown, registered_operations()))));
}

std::string Operation::print_with(const Inputs& inputs) const {
  const std::string plain = print();
  const std::string values = graph::short_list(inputs.size(), [&](std::size_t i) { return inputs[i].print(); });
  const std::string opening = std::string(name()) + "(";
  if (!plain.starts_with(opening)) return fmt::format("{}({})", plain, values);
  const bool has_parameters = plain.compare(opening.size(), plain.npos, ")") != 0;
  return opening + values + (has_parameters && inputs.size() > 0 ? ", " : "") + plain.substr(opening.size());
}

namespace graph {

Hash128 hash_of_object(const void* object) {
  return hash_of(std::tuple{std::string("object"), std::uint64_t(reinterpret_cast<std::uintptr_t>(object))});
}

}  // namespace graph
}  // namespace tusk
