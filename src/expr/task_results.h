// TaskResults: what tasks of other collections give, as the input of per_partition(): from_delayed, from_map, lazy
// arguments of a function.
#pragma once

#include <string>
#include <vector>

#include <tusk/graph/contents.h>

#include "expr/node.h"

namespace tusk::expr {

// Its values may be anything, so only a PerPartition takes them. Stays in this process until it is lowered.
struct TaskResults final : DeclaredAs<TaskResults, Op> {
  static constexpr std::string_view kName = "task-results";
  static constexpr auto fields() {
    return std::tuple{field("word", &TaskResults::word), field("identities", &TaskResults::identities),
                      field("is_shared", &TaskResults::is_shared)};
  }

  std::string word;
  std::vector<Hash128> identities;  // of the work of each
  bool is_shared = false;           // one value for all partitions
  std::vector<lazy::CollectionPtr> tasks;

  std::string label() const override { return word; }
  Meta meta(Inputs inputs) const override;
};

// A collection that is one task, and what is equal for equal work of such.
struct TaskResult {
  lazy::CollectionPtr task;
  Hash128 identity;
};

// The values of the tasks, one a partition. Throws ValueError if there is none.
NodePtr task_results(std::vector<TaskResult> tasks, std::string word);
// One value that all partitions take.
NodePtr shared_result(TaskResult task);

}  // namespace tusk::expr
