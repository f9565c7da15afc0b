// What this process may use of its machine. Containers and batch systems give it less than there is.
//
// Thread-safe. Each call asks the system anew: some 20 microseconds, process_resident_bytes() one or two.
#pragma once

#include <cstdint>

namespace tusk {

// Cores: those that the process may run on (its affinity), or fewer if its control group (cgroup v1 or v2) has a quota
// of processor time, rounded up. At least 1.
int cpu_count();

// Memory: the machine's, or the smallest limit of its control groups.
std::uint64_t total_memory_bytes();

// Memory that the process holds now (its resident set), whoever allocated it. 0 where the system doesn't tell.
std::uint64_t process_resident_bytes();

}  // namespace tusk
