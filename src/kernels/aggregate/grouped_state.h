// GroupedState: groups and what their aggregates have seen, of the rows of a partition or of other states.
#pragma once

#include <optional>
#include <vector>

#include <tusk/data/table.h>

#include "kernels/aggregate.h"
#include "kernels/aggregate/accumulator.h"
#include "kernels/group_index.h"

namespace tusk::kernels::aggregate {

// A partial table has the keys and then each aggregate's states; its schema's metadata has the schema of the rows, as
// far as they were used, because combine() is told nothing else.
class GroupedState {
 public:
  // Throws KeyError for a column that `input` does not have, TypeError for one that can't be aggregated so.
  GroupedState(Grouping grouping, std::vector<Aggregate> aggregates, SchemaPtr input);

  void consume(const arrow::RecordBatch& batch);
  void merge(const Table& partial);
  Table partial();
  Table result();

 private:
  RowGroups groups_of(const arrow::ArrayVector& keys, std::int64_t row_count);
  std::uint32_t group_count() const { return index_ ? index_->group_count() : 1; }
  arrow::ArrayVector values_of(const arrow::RecordBatch& batch, std::size_t aggregate) const;
  SchemaPtr used_schema() const;
  void add_unobserved_groups();
  Table without_missing_keys(const Table& table) const;

  Grouping grouping_;
  std::vector<Aggregate> aggregates_;
  SchemaPtr input_;
  std::vector<int> key_columns_;
  std::vector<std::vector<int>> columns_;  // of each aggregate
  std::optional<GroupIndex> index_;        // nothing without keys
  std::vector<AccumulatorPtr> accumulators_;
  std::vector<std::size_t> state_widths_;
};

// The schema that the first of those partials was made of.
SchemaPtr input_of(const Table& partial);
// Throws KeyError naming the columns there are.
int column_number(const arrow::Schema& schema, const std::string& name);
// The types of the columns of an aggregate.
std::vector<TypePtr> types_of(const Aggregate& aggregate, const arrow::Schema& schema);

}  // namespace tusk::kernels::aggregate
