// Shifts and fills within groups: a row takes a value of another row of its group. A summary has those rows of each
// group, without an index, that later ones can take values of.
#include <algorithm>
#include <utility>

#include <arrow/array.h>
#include <arrow/record_batch.h>
#include <arrow/table.h>
#include <arrow/type.h>
#include <arrow/type_traits.h>

#include <tusk/core/error.h>

#include "kernels/aggregate/kept_rows.h"
#include "kernels/group_index.h"
#include "kernels/ordered.h"
#include "kernels/ordered/columnwise.h"
#include "kernels/row_tables.h"

namespace tusk::kernels::ordered {
namespace {

using Places = std::vector<std::int64_t>;  // of rows; -1 is none

// The keys and values of a batch, without its index.
Batch without_index_columns(const Batch& rows, int index_count) {
  const auto& fields = rows->schema()->fields();
  return arrow::RecordBatch::Make(arrow::schema({fields.begin() + index_count, fields.end()}), rows->num_rows(),
                                  arrow::ArrayVector(rows->columns().begin() + index_count, rows->columns().end()));
}

// The rows of both, one below the other; they have the same columns.
Batch stacked_rows(const Batch& first, const Batch& second) {
  arrow::ArrayVector columns;
  for (int i = 0; i < first->num_columns(); ++i)
    columns.push_back(joined({first->column(i), second->GetColumnByName(first->column_name(i))}));
  return arrow::RecordBatch::Make(first->schema(), first->num_rows() + second->num_rows(), std::move(columns));
}

struct RowGroups {
  std::vector<std::uint32_t> groups;  // of each row
  std::vector<std::uint8_t> is_kept;  // by group
};

RowGroups groups_of_rows(const Batch& rows, const std::vector<std::string>& keys, bool drops_missing) {
  arrow::ArrayVector columns;
  std::vector<TypePtr> types;
  for (const std::string& key : keys) {
    columns.push_back(rows->GetColumnByName(key));
    types.push_back(columns.back()->type());
  }
  GroupIndex index(std::move(types));
  RowGroups made;
  const auto groups = index.groups_of(columns);
  made.groups.assign(groups.begin(), groups.end());
  made.is_kept.assign(index.group_count(), 1);
  for (const ArrayPtr& key : index.keys())
    for (std::size_t group = 0; drops_missing && group < made.is_kept.size(); ++group)
      made.is_kept[group] = made.is_kept[group] && key->IsValid(std::int64_t(group));
  return made;
}

// Calls each(row) from the first row, or from the last.
template <class Each>
void walk_rows(std::int64_t size, bool is_backward, Each&& each) {
  for (std::int64_t i = 0; i < size; ++i) each(is_backward ? size - 1 - i : i);
}

std::vector<std::uint8_t> missing_rows(const ArrayPtr& values) {
  std::vector<std::uint8_t> missing(std::size_t(values->length()), 0);
  for (std::int64_t row = 0; row < values->length(); ++row) missing[std::size_t(row)] = values->IsNull(row);
  if (!arrow::is_floating(values->type_id())) return missing;
  const ArrayPtr plain = plain_array(values);
  with_word(*plain->type(), [&]<class T>(std::type_identity<T>) {
    const RowValues<T> rows(*plain->data());
    for (std::int64_t row = 0; row < rows.size; ++row) missing[std::size_t(row)] = rows.is_missing(row);
  });
  return missing;
}

// What shifts and fills have in common. Own is the struct itself, which has keys and drops_missing.
template <class Own>
struct GroupedNeighbours : DeclaredAs<Own, OrderedFunction> {
  std::vector<std::string> key_columns() const override { return own().keys; }
  SchemaPtr result_schema(const SchemaPtr& rows, int index_count) const override {
    arrow::FieldVector fields = rows->fields();
    for (std::size_t i = std::size_t(index_count); i < fields.size(); ++i)
      if (!is_key(fields[i]->name())) fields[i] = fields[i]->WithType(own().result_type(fields[i]->type()));
    return arrow::schema(std::move(fields));
  }
  Table summary(const Table& rows, int index_count) const override {
    return table_of_batch(own().summarized(without_index_columns(one_batch(rows), index_count)));
  }
  Table combined(const Table& first, const Table& second) const override {
    return table_of_batch(own().summarized(stacked_rows(one_batch(first), one_batch(second))));
  }
  Table run(const Table& rows, int index_count, const Table& before) const override {
    const Batch batch = one_batch(rows), others = one_batch(before);
    const Batch mine = without_index_columns(batch, index_count);
    const bool is_backward = own().is_backward();
    // The columns stand in the order of the rows'.
    const Batch every =
        is_backward ? stacked_rows(mine, others) : stacked_rows(stacked_rows(mine->Slice(0, 0), others), mine);
    const std::int64_t first = is_backward ? 0 : others->num_rows();
    const RowGroups groups = groups_of_rows(every, own().keys, own().drops_missing);
    arrow::ArrayVector columns = batch->columns();
    for (int i = index_count; i < batch->num_columns(); ++i) {
      if (is_key(batch->column_name(i))) continue;
      const ArrayPtr& values = every->column(i - index_count);
      Places places = own().sources(groups, values);
      places = Places(places.begin() + first, places.begin() + first + batch->num_rows());
      for (std::int64_t row = 0; row < batch->num_rows(); ++row)
        if (!groups.is_kept[groups.groups[std::size_t(first + row)]]) places[std::size_t(row)] = -1;
      columns[std::size_t(i)] = cast_array(aggregate::taken(values, places), own().result_type(values->type()));
    }
    return Table(
        arrow::Table::Make(result_schema(batch->schema(), index_count), std::move(columns), batch->num_rows()));
  }

 protected:
  bool is_key(const std::string& column) const { return std::ranges::find(own().keys, column) != own().keys.end(); }

 private:
  const Own& own() const { return static_cast<const Own&>(*this); }
};

struct GroupedShift final : GroupedNeighbours<GroupedShift> {
  static constexpr std::string_view kName = "grouped-shift";
  static constexpr auto fields() {
    return std::tuple{field("keys", &GroupedShift::keys), field("periods", &GroupedShift::periods),
                      field("drops_missing", &GroupedShift::drops_missing)};
  }
  std::vector<std::string> keys;
  std::int64_t periods = 1;
  bool drops_missing = true;

  std::string label() const override { return "groupby-shift"; }
  bool is_backward() const override { return periods < 0; }
  TypePtr result_type(const TypePtr& type) const { return arrow::is_integer(type->id()) ? arrow::float64() : type; }
  std::size_t distance() const { return periods < 0 ? 0 - std::size_t(periods) : std::size_t(periods); }

  // Of each group the last rows, as many as the shift is long; backward the first.
  Batch summarized(const Batch& rows) const {
    const RowGroups groups = groups_of_rows(rows, keys, false);
    std::vector<std::size_t> counts(groups.is_kept.size(), 0);
    Places kept;
    walk_rows(rows->num_rows(), !is_backward(), [&](std::int64_t row) {
      if (counts[groups.groups[std::size_t(row)]]++ < distance()) kept.push_back(row);
    });
    std::ranges::sort(kept);
    return taken_rows(rows, kept);
  }
  Places sources(const RowGroups& groups, const ArrayPtr& values) const {
    std::vector<Places> seen(groups.is_kept.size());
    Places places(std::size_t(values->length()), -1);
    walk_rows(values->length(), is_backward(), [&](std::int64_t row) {
      Places& own = seen[groups.groups[std::size_t(row)]];
      own.push_back(row);
      if (own.size() > distance()) places[std::size_t(row)] = own[own.size() - 1 - distance()];
    });
    return places;
  }
};

struct GroupedFill final : GroupedNeighbours<GroupedFill> {
  static constexpr std::string_view kName = "grouped-fill";
  static constexpr auto fields() {
    return std::tuple{field("keys", &GroupedFill::keys), field("backward", &GroupedFill::backward),
                      field("drops_missing", &GroupedFill::drops_missing)};
  }
  std::vector<std::string> keys;
  bool backward = false;
  bool drops_missing = true;

  std::string label() const override { return backward ? "groupby-bfill" : "groupby-ffill"; }
  bool is_backward() const override { return backward; }
  TypePtr result_type(const TypePtr& type) const { return type; }

  // A row for each group: of each column its last value that isn't missing; backward the first.
  Batch summarized(const Batch& rows) const {
    const RowGroups groups = groups_of_rows(rows, keys, false);
    arrow::ArrayVector columns;
    for (int i = 0; i < rows->num_columns(); ++i) {
      const ArrayPtr& values = rows->column(i);
      const bool takes_any = is_key(rows->column_name(i));
      const auto is_missing = takes_any ? std::vector<std::uint8_t>(groups.groups.size(), 0) : missing_rows(values);
      Places last(groups.is_kept.size(), -1);
      walk_rows(values->length(), backward, [&](std::int64_t row) {
        if (!is_missing[std::size_t(row)]) last[groups.groups[std::size_t(row)]] = row;
      });
      columns.push_back(aggregate::taken(values, last));
    }
    return arrow::RecordBatch::Make(rows->schema(), std::int64_t(groups.is_kept.size()), std::move(columns));
  }
  Places sources(const RowGroups& groups, const ArrayPtr& values) const {
    const auto is_missing = missing_rows(values);
    Places last(groups.is_kept.size(), -1);
    Places places(std::size_t(values->length()), -1);
    walk_rows(values->length(), backward, [&](std::int64_t row) {
      auto& own = last[groups.groups[std::size_t(row)]];
      if (!is_missing[std::size_t(row)]) own = row;
      places[std::size_t(row)] = own;
    });
    return places;
  }
};

}  // namespace
}  // namespace tusk::kernels::ordered

namespace tusk::kernels {

OrderedFunctionPtr grouped_shift(std::vector<std::string> keys, std::int64_t periods, bool drops_missing) {
  auto function = std::make_shared<ordered::GroupedShift>();
  function->keys = std::move(keys);
  function->periods = periods;
  function->drops_missing = drops_missing;
  return function;
}

OrderedFunctionPtr grouped_fill(std::vector<std::string> keys, bool is_backward, bool drops_missing) {
  auto function = std::make_shared<ordered::GroupedFill>();
  function->keys = std::move(keys);
  function->backward = is_backward;
  function->drops_missing = drops_missing;
  return function;
}

}  // namespace tusk::kernels
