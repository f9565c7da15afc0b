#include <dlfcn.h>
#include <exception>
#include <filesystem>
#include <mutex>
#include <string>
#include <unordered_map>

#include <fmt/format.h>

#include <tusk/core/error.h>
#include <tusk/graph/function.h>

#include "graph/library_load.h"

namespace tusk {

namespace {

// Libraries whose registrations were refused, with the reason. They stay loaded, since other threads may already use
// their code; loading them again would run no initializer and look like a success.
struct RefusedLibraries {
  std::recursive_mutex mutex;
  std::unordered_map<void*, std::string> reasons;
};

RefusedLibraries& refused_libraries() {
  static auto& refused = *new RefusedLibraries();
  return refused;
}

[[noreturn]] void fail_load(const std::filesystem::path& file, const std::string& reason) {
  throw OSError(fmt::format("can't load the library of operations {}: {}", file.string(), reason));
}

}  // namespace

void load_library(const std::string& path) {
  std::error_code error;
  const std::filesystem::path file = std::filesystem::absolute(path, error);
  if (!std::filesystem::exists(file, error))
    throw FileNotFoundError(fmt::format("there is no library of operations at {}", file.string()));

  RefusedLibraries& refused = refused_libraries();
  const std::lock_guard lock(refused.mutex);
  graph::LibraryLoad load;
  void* const handle = dlopen(file.c_str(), RTLD_NOW | RTLD_LOCAL);
  if (!handle) fail_load(file, dlerror());
  if (!load.problem().empty()) {
    load.undo();
    refused.reasons.emplace(handle, load.problem());
  }
  if (const auto reason = refused.reasons.find(handle); reason != refused.reasons.end())
    fail_load(file, reason->second);
}

namespace graph {

bool run_registrations(void (*body)()) {
  LibraryLoad* const load = LibraryLoad::current();
  if (!load) {
    body();
    return true;
  }
  try {
    body();
  } catch (const std::exception& error) {
    load->note_problem(error.what());
  } catch (...) {
    load->note_problem("its TUSK_OPERATIONS threw something that is no std::exception");
  }
  return true;
}

}  // namespace graph
}  // namespace tusk
