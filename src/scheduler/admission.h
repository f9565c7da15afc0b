// Admission: how many more root tasks may begin, as far as memory goes.
//
// A root task brings new data in; the tasks after it use data up. So when memory is nearly full, only what was begun
// goes on, unless nothing is going on: then one root is let in, so a run never stands still. Two gauges count: the
// bytes of accounted memory, with what the roots that run or were handed out may still add if they are like the largest
// so far, and the bytes that the process holds in all, whoever allocated them.
//
// What the first roots will bring nobody knows: each worker takes one. Where even these don't fit, one of them fails.
#pragma once

#include <algorithm>
#include <cstdint>

namespace tusk::scheduler {

struct MemoryUse {
  std::uint64_t accounted_bytes = 0;
  std::uint64_t resident_bytes = 0;
  std::uint64_t largest_root_bytes = 0;  // of the results of roots so far; 0: none has ended yet
  std::uint32_t taken_roots = 0;         // that workers took and did not begin yet
};

struct Admission {
  static constexpr double kFullShare = 0.7;

  std::uint64_t limit_bytes = 0;    // of accounted memory; 0: none
  std::uint64_t machine_bytes = 0;  // of the memory that the process may use; 0: not known

  bool admits_root(const MemoryUse& use, int running_workers) const {
    return running_workers <= 0 || (is_room(use, running_workers) && !fills_machine(use, kFullShare));
  }

  // How many roots one of `workers` may take at once, from 1 to `most`: so many that all of them may do so.
  std::uint32_t roots_at_once(const MemoryUse& use, int running_workers, int workers, std::uint32_t most) const {
    if (limit_bytes == 0 && machine_bytes == 0) return most;
    if (use.largest_root_bytes == 0 || fills_machine(use, 0.5 * kFullShare)) return 1;
    if (limit_bytes == 0) return most;
    const double room_bytes = full_bytes() - expected_bytes(use, running_workers);
    return std::uint32_t(
        std::clamp(room_bytes / (double(workers) * double(use.largest_root_bytes)), 1.0, double(most)));
  }

 private:
  double full_bytes() const { return kFullShare * double(limit_bytes); }
  static double expected_bytes(const MemoryUse& use, int running_workers) {
    return double(use.accounted_bytes) +
           (double(running_workers) + double(use.taken_roots)) * double(use.largest_root_bytes);
  }
  bool is_room(const MemoryUse& use, int running_workers) const {
    return limit_bytes == 0 || expected_bytes(use, running_workers) <= full_bytes();
  }
  bool fills_machine(const MemoryUse& use, double share) const {
    return machine_bytes > 0 && double(use.resident_bytes) > share * double(machine_bytes);
  }
};

}  // namespace tusk::scheduler
