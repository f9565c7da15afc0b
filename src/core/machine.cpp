#include <tusk/core/machine.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <sched.h>
#include <unistd.h>
#include <vector>

#include "core/cgroup.h"

namespace tusk {

namespace {

// The set of cores grows until the system's fits in.
int affinity_count() {
  for (std::size_t set_count = 1; set_count <= 64; set_count *= 2) {
    std::vector<cpu_set_t> sets(set_count);
    const std::size_t size_bytes = sizeof(cpu_set_t) * sets.size();
    if (::sched_getaffinity(0, size_bytes, sets.data()) == 0) return CPU_COUNT_S(size_bytes, sets.data());
  }
  return int(::sysconf(_SC_NPROCESSORS_ONLN));
}

std::uint64_t page_bytes() { return std::uint64_t(::sysconf(_SC_PAGESIZE)); }

}  // namespace

int cpu_count() {
  const int allowed = affinity_count();
  const double quota = core::cgroup_cpu_quota().value_or(allowed);
  return std::max(1, std::min(allowed, int(std::ceil(std::min(quota, 1e6)))));
}

std::uint64_t total_memory_bytes() {
  const std::uint64_t machine_bytes = std::uint64_t(::sysconf(_SC_PHYS_PAGES)) * page_bytes();
  return std::min(machine_bytes, core::cgroup_memory_bytes().value_or(machine_bytes));
}

std::uint64_t process_resident_bytes() {
  std::FILE* file = std::fopen("/proc/self/statm", "re");
  if (!file) return 0;
  unsigned long long size_pages = 0;
  unsigned long long resident_pages = 0;
  const int read_count = std::fscanf(file, "%llu %llu", &size_pages, &resident_pages);
  std::fclose(file);
  return read_count == 2 ? resident_pages * page_bytes() : 0;
}

}  // namespace tusk
