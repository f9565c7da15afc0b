// Registered functions of whole partitions, of frames and series alike.
#pragma once

#include <vector>

#include <tusk/graph/function.h>

#include "expr/per_partition.h"
#include "expr/task_results.h"

namespace tusk::dataframe {

// A call of the function, whose arguments name `inputs` by their places, with each partition. What it gives must have
// the columns of `result`. Throws what check_arguments() throws.
expr::NodePtr call_for_partitions(std::vector<expr::NodePtr> inputs, const FunctionPtr& function,
                                  std::vector<Argument> arguments, const expr::PartitionResult& result);

// What tasks give, a partition each, with those columns.
expr::NodePtr from_tasks(std::vector<expr::TaskResult> tasks, const expr::PartitionResult& result);

}  // namespace tusk::dataframe
