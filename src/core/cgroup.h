// What the control groups of this process allow it: https://docs.kernel.org/admin-guide/cgroup-v2.html and cgroup-v1.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace tusk::core {

// The smallest memory limit of the process's group and the groups around it; nothing if none has one. `root` stands
// before /proc and /sys, for tests. A container often shows another path than the host's: then its topmost group
// counts.
std::optional<std::uint64_t> cgroup_memory_bytes(const std::string& root = "");

// The smallest quota of processor time, in cores.
std::optional<double> cgroup_cpu_quota(const std::string& root = "");

}  // namespace tusk::core
