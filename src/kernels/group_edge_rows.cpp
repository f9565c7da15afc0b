#include "kernels/group_edge_rows.h"

#include <algorithm>

#include <arrow/record_batch.h>
#include <arrow/table.h>

#include "data/arrow_status.h"
#include "kernels/group_index.h"
#include "kernels/row_tables.h"
#include "kernels/row_values.h"

namespace tusk::kernels {

namespace {

struct GroupEdgeRows final : DeclaredAs<GroupEdgeRows, Reducer> {
  static constexpr std::string_view kName = "group_edge_rows";
  static constexpr auto fields() {
    return std::tuple{field("keys", &GroupEdgeRows::keys), field("count", &GroupEdgeRows::count),
                      field("is_first", &GroupEdgeRows::is_first),
                      field("drops_missing", &GroupEdgeRows::drops_missing)};
  }
  std::vector<std::string> keys;
  std::int64_t count = 0;
  bool is_first = true;
  bool drops_missing = true;

  std::vector<std::string> input_columns() const override { return keys; }
  SchemaPtr result_schema(const SchemaPtr& input) const override {
    std::vector<TypePtr> types;
    for (const int position : column_positions(*input, keys)) types.push_back(input->field(position)->type());
    (void)GroupIndex(std::move(types));
    return input;
  }
  std::unique_ptr<PartialReduction> begin(const SchemaPtr& input) const override;
  Table combine(std::span<const Table> partials) const override { return trimmed(stacked(partials), count >= 0); }
  Table finalize(std::span<const Table> partials, const SchemaPtr&) const override {
    return trimmed(stacked(partials), true);
  }
  bool is_holistic() const override { return count < 0; }

  Table trimmed(const Table& rows, bool is_trimmed) const { return is_trimmed ? trimmed(rows) : rows; }

 private:
  Table trimmed(const Table& rows) const;
  bool is_wanted(std::int64_t place, std::int64_t size) const {
    const std::int64_t from_edge = is_first ? place : size - 1 - place;
    return from_edge < (count >= 0 ? count : size + count);
  }
};

// Rows of one batch that can't be wanted are dropped at once, the others in the end.
class EdgeRowsPartial final : public PartialReduction {
 public:
  EdgeRowsPartial(const GroupEdgeRows& reducer, SchemaPtr schema) : reducer_(reducer), schema_(std::move(schema)) {}
  void consume(const Batch& batch) override {
    if (batch->num_rows() > 0) kept_.push_back(reducer_.trimmed(table_of_batch(batch), reducer_.count >= 0));
  }
  Table finish() override {
    if (kept_.empty()) return Table(data::value_or_throw(arrow::Table::MakeEmpty(schema_), "keeping rows"));
    return reducer_.trimmed(stacked(kept_), reducer_.count >= 0);
  }

 private:
  GroupEdgeRows reducer_;
  SchemaPtr schema_;
  std::vector<Table> kept_;
};

std::unique_ptr<PartialReduction> GroupEdgeRows::begin(const SchemaPtr& input) const {
  return std::make_unique<EdgeRowsPartial>(*this, input);
}

Table GroupEdgeRows::trimmed(const Table& rows) const {
  const Batch batch = one_batch(rows);
  arrow::ArrayVector columns;
  std::vector<TypePtr> types;
  for (const int position : column_positions(*batch->schema(), keys)) {
    columns.push_back(batch->column(position));
    types.push_back(columns.back()->type());
  }
  GroupIndex index(std::move(types));
  const auto groups = index.groups_of(columns);
  std::vector<std::int64_t> sizes(index.group_count()), places(index.group_count());
  for (const std::uint32_t group : groups) ++sizes[group];
  if (drops_missing) {
    for (const auto& values : index.keys())
      for (std::int64_t group = 0; group < values->length(); ++group)
        if (values->IsNull(group)) sizes[std::size_t(group)] = -1;
  }
  std::vector<std::int64_t> wanted;
  for (std::size_t row = 0; row < groups.size(); ++row) {
    const std::int64_t size = sizes[groups[row]];
    if (size >= 0 && is_wanted(places[groups[row]]++, size)) wanted.push_back(std::int64_t(row));
  }
  return std::int64_t(wanted.size()) == batch->num_rows() ? rows : table_of_batch(taken_rows(batch, wanted));
}

}  // namespace

ReducerPtr group_edge_rows(std::vector<std::string> keys, std::int64_t count, bool is_first, bool drops_missing) {
  auto reducer = std::make_shared<GroupEdgeRows>();
  reducer->keys = std::move(keys);
  reducer->count = count;
  reducer->is_first = is_first;
  reducer->drops_missing = drops_missing;
  return reducer;
}

}  // namespace tusk::kernels
