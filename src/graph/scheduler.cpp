#include <tusk/graph/scheduler.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <map>
#include <mutex>
#include <utility>

#include <fmt/format.h>

#include <tusk/core/config.h>
#include <tusk/core/error.h>

#include "core/fork_safe_mutex.h"

namespace tusk {

namespace {

constexpr std::array<std::string_view, 3> kClusterNames = {"processes", "multiprocessing", "distributed"};

struct Schedulers {
  core::ForkSafeMutex mutex;
  std::map<std::string, std::shared_ptr<Scheduler>> by_name;
  std::shared_ptr<Scheduler> of_client;
};

// Never destroyed: tasks may still run while the process ends.
Schedulers& schedulers() {
  static auto& schedulers = *new Schedulers();
  return schedulers;
}

std::string lower_case(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(), [](unsigned char c) { return char(std::tolower(c)); });
  return text;
}

std::vector<std::string> scheduler_names() {
  Schedulers& all = schedulers();
  const std::lock_guard lock(all.mutex);
  std::vector<std::string> names;
  for (const auto& [name, scheduler] : all.by_name) names.push_back(name);
  return names;
}

[[noreturn]] void fail_unknown_scheduler(const std::string& name) {
  if (std::find(kClusterNames.begin(), kClusterNames.end(), lower_case(name)) != kClusterNames.end()) {
    throw NotImplementedError(
        fmt::format("the scheduler \"{}\" comes with the cluster, which is not there yet; use \"threads\", "
                    "which takes all cores of this process, or \"synchronous\"",
                    name));
  }
  const std::vector<std::string> names = scheduler_names();
  throw ValueError(fmt::format("there is no scheduler \"{}\"; those that exist are {}", name,
                               names.empty() ? "none" : fmt::format("{}", fmt::join(names, ", "))));
}

std::shared_ptr<Scheduler> client_scheduler() {
  Schedulers& all = schedulers();
  const std::lock_guard lock(all.mutex);
  return all.of_client;
}

}  // namespace

void register_scheduler(std::vector<std::string> names, std::shared_ptr<Scheduler> scheduler) {
  if (!scheduler) throw ValueError("a scheduler that is registered must be one: got null");
  Schedulers& all = schedulers();
  const std::lock_guard lock(all.mutex);
  for (std::string& name : names) {
    name = lower_case(std::move(name));
    const auto found = all.by_name.find(name);
    if (found != all.by_name.end() && found->second != scheduler) {
      throw ValueError(
          fmt::format("the name of a scheduler belongs to one: another one is registered as \"{}\"", name));
    }
  }
  for (const std::string& name : names) all.by_name[name] = scheduler;
}

std::shared_ptr<Scheduler> find_scheduler(const std::string& name) {
  {
    Schedulers& all = schedulers();
    const std::lock_guard lock(all.mutex);
    if (const auto found = all.by_name.find(lower_case(name)); found != all.by_name.end()) return found->second;
  }
  fail_unknown_scheduler(name);
}

std::shared_ptr<Scheduler> chosen_scheduler(const RunOptions& options) {
  if (!options.scheduler.empty()) return find_scheduler(options.scheduler);
  if (const auto name = config::get<std::string>("scheduler.name", ""); !name.empty()) return find_scheduler(name);
  if (auto of_client = client_scheduler()) return of_client;
  return find_scheduler("threads");
}

std::shared_ptr<Scheduler> set_client_scheduler(std::shared_ptr<Scheduler> scheduler) {
  Schedulers& all = schedulers();
  const std::lock_guard lock(all.mutex);
  return std::exchange(all.of_client, std::move(scheduler));
}

}  // namespace tusk
