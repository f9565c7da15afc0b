// Admission: whether one more root task may begin, as far as memory goes.
//
// A root task brings new data in; the tasks after it use data up. So when memory is nearly full, only what was begun
// goes on, unless nothing is going on: then one root is let in, so a run never stands still. Two gauges count: the
// bytes of accounted memory, with what the running tasks may still add if they are like the largest root so far, and
// the bytes that the process holds in all, whoever allocated them.
#pragma once

#include <cstdint>

namespace tusk::scheduler {

struct MemoryUse {
  std::uint64_t accounted_bytes = 0;
  std::uint64_t resident_bytes = 0;
  std::uint64_t largest_root_bytes = 0;  // of the results of roots so far
};

struct Admission {
  static constexpr double kFullShare = 0.7;

  std::uint64_t limit_bytes = 0;    // of accounted memory; 0: none
  std::uint64_t machine_bytes = 0;  // of the memory that the process may use; 0: not known

  // Whether memory is so full that roots should be taken one by one.
  bool is_tight(const MemoryUse& use) const { return fills(use, 0, 0.5 * kFullShare); }
  bool admits_root(const MemoryUse& use, int running_workers) const {
    return running_workers <= 0 || !fills(use, running_workers, kFullShare);
  }

 private:
  bool fills(const MemoryUse& use, int running_workers, double share) const {
    const std::uint64_t expected_bytes = use.accounted_bytes + std::uint64_t(running_workers) * use.largest_root_bytes;
    return (limit_bytes > 0 && double(expected_bytes) > share * double(limit_bytes)) ||
           (machine_bytes > 0 && double(use.resident_bytes) > share * double(machine_bytes));
  }
};

}  // namespace tusk::scheduler
