// Cumulative values within groups. A summary has a row for each group: its keys and its totals, null where no value was
// seen.
#include <numeric>
#include <span>
#include <utility>

#include <arrow/record_batch.h>
#include <arrow/table.h>

#include "data/arrow_pool.h"
#include "data/arrow_status.h"
#include "kernels/group_index.h"
#include "kernels/ordered.h"
#include "kernels/ordered/folds.h"
#include "kernels/row_tables.h"

namespace tusk::kernels::ordered {
namespace {

// The totals of one column's groups.
template <class Kind>
class GroupTotals {
 public:
  using Value = typename Kind::Value;
  using Builder = typename Kind::Builder;

  GroupTotals(Fold fold, std::uint32_t group_count) : fold_(fold), totals_(group_count), is_seen_(group_count, 0) {}

  // Calls each(row, total) after a row's value was added to its group's total, nullptr for a missing value.
  template <class Each>
  void take(std::span<const std::uint32_t> groups, const ArrayPtr& values, bool is_backward, Each each) {
    const auto rows = Kind::rows(*values);
    for (std::int64_t i = 0; i < rows.size; ++i) {
      const std::int64_t row = is_backward ? rows.size - 1 - i : i;
      if (rows.is_missing(row)) {
        each(row, nullptr);
        continue;
      }
      const auto group = groups[std::size_t(row)];
      const Value value(rows.values[row]);
      totals_[group] = is_seen_[group] ? folded(fold_, totals_[group], value) : value;
      is_seen_[group] = 1;
      each(row, &totals_[group]);
    }
  }
  ArrayPtr totals() const { return array_of(totals_, is_seen_); }

  static ArrayPtr array_of(const std::vector<Value>& values, const std::vector<std::uint8_t>& is_there) {
    Builder builder(data::arrow_pool());
    for (std::size_t i = 0; i < values.size(); ++i)
      data::throw_unless_ok(is_there[i] ? builder.Append(values[i]) : builder.AppendNull(), "cumulating groups");
    return data::value_or_throw(builder.Finish(), "cumulating groups");
  }

 private:
  Fold fold_;
  std::vector<Value> totals_;
  std::vector<std::uint8_t> is_seen_;
};

struct GroupedCumulative final : DeclaredAs<GroupedCumulative, OrderedFunction> {
  static constexpr std::string_view kName = "grouped-cumulative";
  static constexpr auto fields() {
    return std::tuple{field("keys", &GroupedCumulative::keys), field("fold", &GroupedCumulative::fold),
                      field("drops_missing", &GroupedCumulative::drops_missing),
                      field("backward", &GroupedCumulative::backward)};
  }
  std::vector<std::string> keys;
  std::string fold;
  bool drops_missing = true;
  bool backward = false;

  std::string label() const override { return "groupby-cum" + fold; }
  bool is_backward() const override { return backward; }
  std::vector<std::string> key_columns() const override { return keys; }
  SchemaPtr result_schema(const SchemaPtr& rows, int index_count) const override;
  Table summary(const Table& rows, int index_count) const override;
  Table combined(const Table& first, const Table& second) const override;
  Table run(const Table& rows, int index_count, const Table& before) const override;

 private:
  bool is_key(const std::string& column) const { return std::ranges::find(keys, column) != keys.end(); }
  arrow::ArrayVector keys_of(const Batch& batch) const;
  GroupIndex index_of(const Batch& batch) const;
  struct Grouped;
  Grouped grouped(const Batch& rows, const Batch* before) const;
  ArrayPtr folded_column(const Grouped& grouped, const ArrayPtr& values, const ArrayPtr& before, const TypePtr& type,
                         ArrayPtr* results) const;
  Table summary_after(const Batch& rows, int index_count, const Batch* before) const;
};

SchemaPtr GroupedCumulative::result_schema(const SchemaPtr& rows, int index_count) const {
  arrow::FieldVector fields = rows->fields();
  for (std::size_t i = std::size_t(index_count); i < fields.size(); ++i) {
    const std::string& name = fields[i]->name();
    if (!is_key(name)) fields[i] = arrow::field(name, folded_type(fold, name, fields[i]->type()));
  }
  return arrow::schema(std::move(fields));
}

arrow::ArrayVector GroupedCumulative::keys_of(const Batch& batch) const {
  arrow::ArrayVector columns;
  for (const std::string& key : keys) columns.push_back(batch->GetColumnByName(key));
  return columns;
}

GroupIndex GroupedCumulative::index_of(const Batch& batch) const {
  std::vector<TypePtr> types;
  for (const ArrayPtr& key : keys_of(batch)) types.push_back(key->type());
  return GroupIndex(std::move(types));
}

// What the rows' groups are, after those of the summary, which come first and in its order.
struct GroupedCumulative::Grouped {
  std::vector<std::uint32_t> groups;  // of the rows
  std::vector<std::uint8_t> is_kept;  // by group
  arrow::ArrayVector keys;            // by group
};

GroupedCumulative::Grouped GroupedCumulative::grouped(const Batch& rows, const Batch* before) const {
  GroupIndex index = index_of(rows);
  if (before) index.groups_of(keys_of(*before));
  Grouped made;
  const auto groups = index.groups_of(keys_of(rows));
  made.groups.assign(groups.begin(), groups.end());
  made.keys = index.keys();
  made.is_kept.assign(index.group_count(), 1);
  for (const ArrayPtr& key : made.keys) {
    for (std::size_t group = 0; drops_missing && group < made.is_kept.size(); ++group)
      made.is_kept[group] = made.is_kept[group] && key->IsValid(std::int64_t(group));
  }
  return made;
}

// The column's totals by group, and its results, unless they are nullptr.
ArrayPtr GroupedCumulative::folded_column(const Grouped& grouped, const ArrayPtr& values, const ArrayPtr& before,
                                          const TypePtr& type, ArrayPtr* results) const {
  if (type->id() == arrow::Type::NA) return missing_array(type, std::int64_t(grouped.is_kept.size()));
  const ArrayPtr plain = folded_values(values, type);
  ArrayPtr totals;
  with_folded(*plain->type(), [&]<class Kind>(const Kind&) {
    GroupTotals<Kind> state(fold_named(fold), std::uint32_t(grouped.is_kept.size()));
    std::vector<std::uint32_t> places(before ? std::size_t(before->length()) : 0);
    std::iota(places.begin(), places.end(), 0);
    if (before) state.take(places, plain_array(before), false, [](std::int64_t, const void*) {});
    std::vector<typename Kind::Value> made(results ? grouped.groups.size() : 0);
    std::vector<std::uint8_t> is_there(made.size(), 0);
    state.take(grouped.groups, plain, backward, [&](std::int64_t row, const typename Kind::Value* total) {
      if (!results || !total || !grouped.is_kept[grouped.groups[std::size_t(row)]]) return;
      made[std::size_t(row)] = *total;
      is_there[std::size_t(row)] = 1;
    });
    if (results) *results = unfolded_values(GroupTotals<Kind>::array_of(made, is_there), type);
    totals = unfolded_values(state.totals(), type);
  });
  return totals;
}

Table GroupedCumulative::summary_after(const Batch& rows, int index_count, const Batch* before) const {
  const Grouped grouped = this->grouped(rows, before);
  arrow::FieldVector fields;
  arrow::ArrayVector columns = grouped.keys;
  for (std::size_t i = 0; i < keys.size(); ++i) fields.push_back(arrow::field(keys[i], columns[i]->type()));
  for (int i = index_count; i < rows->num_columns(); ++i) {
    const std::string& name = rows->column_name(i);
    if (is_key(name)) continue;
    const TypePtr type = folded_type(fold, name, rows->column(i)->type());
    columns.push_back(
        folded_column(grouped, rows->column(i), before ? (*before)->GetColumnByName(name) : nullptr, type, nullptr));
    fields.push_back(arrow::field(name, type));
  }
  return Table(
      arrow::Table::Make(arrow::schema(std::move(fields)), std::move(columns), std::int64_t(grouped.is_kept.size())));
}

Table GroupedCumulative::summary(const Table& rows, int index_count) const {
  return summary_after(one_batch(rows), index_count, nullptr);
}

Table GroupedCumulative::combined(const Table& first, const Table& second) const {
  const Batch before = one_batch(first);
  return summary_after(one_batch(second), 0, &before);
}

Table GroupedCumulative::run(const Table& rows, int index_count, const Table& before) const {
  const Batch batch = one_batch(rows), totals = one_batch(before);
  const Grouped grouped = this->grouped(batch, &totals);
  arrow::ArrayVector columns = batch->columns();
  for (int i = index_count; i < batch->num_columns(); ++i) {
    const std::string& name = batch->column_name(i);
    if (is_key(name)) continue;
    const ArrayPtr values = batch->column(i);
    folded_column(grouped, values, totals->GetColumnByName(name), folded_type(fold, name, values->type()),
                  &columns[std::size_t(i)]);
  }
  return Table(arrow::Table::Make(result_schema(batch->schema(), index_count), std::move(columns), batch->num_rows()));
}

}  // namespace
}  // namespace tusk::kernels::ordered

namespace tusk::kernels {

OrderedFunctionPtr grouped_cumulative(std::vector<std::string> keys, const std::string& fold, bool drops_missing,
                                      bool is_backward) {
  ordered::fold_named(fold);
  auto function = std::make_shared<ordered::GroupedCumulative>();
  function->keys = std::move(keys);
  function->fold = fold;
  function->drops_missing = drops_missing;
  function->backward = is_backward;
  return function;
}

}  // namespace tusk::kernels
