// Admission: whether one more root task may begin, as far as memory goes.
//
// A root task brings new data in; the tasks after it use data up. So when results fill the memory limit, only what was
// begun goes on, unless nothing is going on: then one root is let in, so a run never stands still.
#pragma once

#include <cstdint>

namespace tusk::scheduler {

struct Admission {
  static constexpr double kFullShare = 0.7;

  std::uint64_t limit_bytes = 0;      // 0: no limit

  bool has_limit() const { return limit_bytes > 0; }
  // Whether so much is used that roots should be taken one by one.
  bool is_tight(std::uint64_t used_bytes) const { return has_limit() && double(used_bytes) > 0.5 * kFullShare * double(limit_bytes); }
  bool admits_root(std::uint64_t used_bytes, int running_workers) const {
    return !has_limit() || running_workers <= 0 || double(used_bytes) < kFullShare * double(limit_bytes);
  }
};

}  // namespace tusk::scheduler
