// The keys of groups as columns beside the rows, and what is computed for groups as frames again.
#pragma once

#include <string>
#include <vector>

#include <tusk/dataframe/group_by.h>

#include "expr/node.h"
#include "expr/select.h"
#include "kernels/aggregate.h"

namespace tusk::dataframe {

// The frame of the groups with its keys as columns more.
struct KeyedRows {
  expr::NodePtr rows;
  std::vector<std::string> keys;  // "__key_0__" …
  std::vector<expr::IndexName> names;
};

KeyedRows keyed_rows(const GroupBy& groups);
// The same with no more than these columns, the index and the keys.
KeyedRows keyed_rows(const GroupBy& groups, const std::vector<std::string>& columns);
kernels::Grouping grouping_of(const GroupBy& groups, const KeyedRows& keyed);
// Rows with columns of the keys as a frame whose index they are, or whose first columns.
DataFrame with_keys(const GroupBy& groups, const KeyedRows& keyed, const expr::NodePtr& rows,
                    std::vector<expr::SelectedColumn> values);
// A level of the index of a frame or a series, by its number from either end or by its name. Throws ValueError or
// KeyError for one that isn't there.
Series index_level(const expr::NodePtr& rows, std::int64_t level);
Series index_level(const expr::NodePtr& rows, const std::string& name);
// The series that a name stands for as a key: a column, or a level of the index. Throws KeyError naming near columns,
// ValueError for a name that is both.
Series key_named(const DataFrame& frame, const std::string& name);

// The columns of `groups` (from keyed rows, one row a group) put beside rows that have the same keys: the columns
// `kept` of the rows, and then all of the groups that are not keys. The rows stay the same.
expr::NodePtr map_groups(const expr::NodePtr& rows, const expr::NodePtr& groups, const std::vector<std::string>& keys,
                         const std::vector<std::string>& kept, std::vector<expr::IndexName> index_names);

}  // namespace tusk::dataframe
