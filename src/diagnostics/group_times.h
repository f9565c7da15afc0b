// GroupTimes: how much time each operation took, summed over its tasks.
#pragma once

#include <cstdint>
#include <string>
#include <unordered_map>
#include <vector>

#include <tusk/graph/events.h>

namespace tusk::diagnostics {

struct GroupTime {
  std::string name;
  std::uint64_t count = 0;         // attempts: finished, failed and retried ones
  std::uint64_t failed_count = 0;  // of those, the ones that failed or were retried
  std::int64_t total_ns = 0;
  std::int64_t longest_ns = 0;
  std::uint64_t size_bytes = 0;  // of the results
};

// Groups have numbers from 0. Past the first 1,000 all further groups share one, so the table stays small.
class GroupTimes {
 public:
  std::uint32_t number_of(const std::string& name);
  void add(std::uint32_t group, const TaskEvent& attempt);
  const std::vector<GroupTime>& groups() const { return groups_; }

 private:
  std::vector<GroupTime> groups_;
  std::unordered_map<std::string, std::uint32_t> numbers_;
};

}  // namespace tusk::diagnostics
