#include "diagnostics/group_times.h"

#include <algorithm>

#include "graph/dot_label.h"

namespace tusk::diagnostics {
namespace {

constexpr std::size_t kMostGroups = 1000;
constexpr std::size_t kMostNameCharacters = 120;

}  // namespace

std::uint32_t GroupTimes::number_of(const std::string& name) {
  if (const auto found = numbers_.find(name); found != numbers_.end()) return found->second;
  if (groups_.size() > kMostGroups) return kMostGroups;
  const auto number = std::uint32_t(groups_.size());
  groups_.push_back({.name = number == kMostGroups ? "(all others)" : graph::shortened(name, kMostNameCharacters)});
  if (number < kMostGroups) numbers_.emplace(name, number);
  return number;
}

void GroupTimes::add(std::uint32_t group, const TaskEvent& attempt) {
  GroupTime& time = groups_[group];
  const std::int64_t duration_ns = attempt.end_ns - attempt.start_ns;
  ++time.count;
  time.total_ns += duration_ns;
  time.longest_ns = std::max(time.longest_ns, duration_ns);
  if (attempt.kind == TaskEventKind::Finished) time.size_bytes += attempt.size_bytes;
  else ++time.failed_count;
}

}  // namespace tusk::diagnostics
