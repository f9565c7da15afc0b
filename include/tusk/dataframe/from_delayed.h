// Frames out of tables that tasks make.
#pragma once

#include <vector>

#include <tusk/dataframe/data_frame.h>
#include <tusk/graph/key.h>

namespace tusk {

// A task whose result is a table.
struct DelayedTable {
  lazy::CollectionPtr task;
  Key key;
};

// A partition for each task, in their order. Every table has the columns of `result`, an index's ("__index_level_0__"
// …) first; one that has others fails when it is computed. Throws ValueError for no task.
DataFrame from_delayed(const std::vector<DelayedTable>& parts, const Table& result);

//   std::vector<Delayed<Table>> days = …;
//   DataFrame month = from_delayed(days, days[0].compute());
template <lazy::LazyHandle Handle>
DataFrame from_delayed(const std::vector<Handle>& parts, const Table& result) {
  std::vector<DelayedTable> tables;
  for (const Handle& part : parts) tables.push_back({part.collection(), part.key()});
  return from_delayed(tables, result);
}

}  // namespace tusk
