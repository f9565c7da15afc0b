// Functions that need all rows of a group in one place: rows are brought together by the hash of their keys, and rows
// of the same number and place can be brought back.
#pragma once

#include <string>
#include <vector>

#include <tusk/dataframe/group_by.h>
#include <tusk/graph/operation.h>

#include "expr/node.h"
#include "expr/per_partition.h"

namespace tusk::dataframe {

// What the operation of such a function finds in its partition: the frame's index, the groups' columns, the keys
// ("__key_0__" …), and with `are_numbered` the columns of expr/number_rows.h. As many partitions as the frame has.
expr::NodePtr whole_groups(const GroupBy& groups, bool are_numbered);

// The operation's results as they come: groups are in the order of their hashes.
expr::NodePtr apply_to_groups(const GroupBy& groups, OperationPtr operation, const expr::PartitionResult& result);
// The operation gives every row of its partition, in any order: the frame's index, the columns `values`, and the two
// columns of places. They go back to where they came from.
DataFrame transform_groups(const GroupBy& groups, OperationPtr operation, const kernels::SchemaPtr& values);

}  // namespace tusk::dataframe
