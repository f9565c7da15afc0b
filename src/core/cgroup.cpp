#include "core/cgroup.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <functional>
#include <sstream>
#include <string_view>
#include <vector>

namespace tusk::core {

namespace {

namespace fs = std::filesystem;

// A line of /proc/self/cgroup is "hierarchy:controllers:path"; version 2 has no controllers.
struct Membership {
  std::string controllers;
  fs::path path;
};

std::vector<Membership> memberships(const std::string& root) {
  std::vector<Membership> found;
  std::ifstream file(root + "/proc/self/cgroup");
  for (std::string line; std::getline(file, line);) {
    const std::size_t first = line.find(':');
    const std::size_t second = line.find(':', first + 1);
    if (first == line.npos || second == line.npos) continue;
    found.push_back({line.substr(first + 1, second - first - 1), line.substr(second + 1)});
  }
  return found;
}

bool has_controller(std::string_view controllers, std::string_view name) {
  std::stringstream list{std::string(controllers)};
  for (std::string controller; std::getline(list, controller, ',');) {
    if (controller == name) return true;
  }
  return false;
}

// The smallest value that `read` finds in the group's folder below `mount` and in those above it.
template <class T>
void take_smallest(const fs::path& mount, const fs::path& group,
                   const std::function<std::optional<T>(const fs::path&)>& read, std::optional<T>& smallest) {
  fs::path path = group.relative_path();
  while (true) {
    const auto value = read(mount / path);
    if (value && (!smallest || *value < *smallest)) smallest = value;
    if (path.empty()) return;
    path = path.parent_path();
  }
}

template <class T>
std::optional<T> smallest_limit(const std::string& root, const std::string& controller,
                                const std::function<std::optional<T>(const fs::path&)>& read_v1,
                                const std::function<std::optional<T>(const fs::path&)>& read_v2) {
  const fs::path mounts = root + "/sys/fs/cgroup";
  std::optional<T> smallest;
  for (const auto& [controllers, path] : memberships(root)) {
    if (controllers.empty()) {
      take_smallest(mounts, path, read_v2, smallest);
      take_smallest(mounts / "unified", path, read_v2, smallest);
    } else if (has_controller(controllers, controller)) {
      take_smallest(mounts / controller, path, read_v1, smallest);
    }
  }
  return smallest;
}

// Numbers at the start of a file; "max" is none.
template <class T>
std::optional<T> number_in(const fs::path& path) {
  std::ifstream file(path);
  T number{};
  return file >> number ? std::optional(number) : std::nullopt;
}

std::optional<double> share_of_period(std::optional<double> quota, std::optional<double> period) {
  return quota && period && *quota > 0 && *period > 0 ? std::optional(*quota / *period) : std::nullopt;
}

std::optional<double> read_quota_v1(const fs::path& group) {
  return share_of_period(number_in<double>(group / "cpu.cfs_quota_us"), number_in<double>(group / "cpu.cfs_period_us"));
}

// "quota period", or "max period".
std::optional<double> read_quota_v2(const fs::path& group) {
  std::ifstream file(group / "cpu.max");
  double quota = 0;
  double period = 0;
  return file >> quota >> period ? share_of_period(quota, period) : std::nullopt;
}

}  // namespace

std::optional<std::uint64_t> cgroup_memory_bytes(const std::string& root) {
  return smallest_limit<std::uint64_t>(
      root, "memory", [](const fs::path& group) { return number_in<std::uint64_t>(group / "memory.limit_in_bytes"); },
      [](const fs::path& group) { return number_in<std::uint64_t>(group / "memory.max"); });
}

std::optional<double> cgroup_cpu_quota(const std::string& root) {
  return smallest_limit<double>(root, "cpu", read_quota_v1, read_quota_v2);
}

}  // namespace tusk::core
