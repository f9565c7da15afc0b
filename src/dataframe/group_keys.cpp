#include "dataframe/group_keys.h"

#include <algorithm>
#include <utility>

#include <arrow/table.h>
#include <arrow/type.h>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <tusk/core/error.h>

#include "data/arrow_status.h"
#include "dataframe/categories.h"
#include "expr/assign.h"
#include "expr/per_partition.h"
#include "kernels/map_groups.h"

namespace tusk::dataframe {

namespace {

std::string key_column(std::size_t key) { return fmt::format("__key_{}__", key); }

// Inputs: rows, groups.
struct MapGroups {
  static constexpr std::string_view kName = "map-groups";
  static constexpr auto fields() {
    return std::tuple{field("keys", &MapGroups::keys), field("kept", &MapGroups::kept),
                      field("empty", &MapGroups::empty)};
  }
  std::vector<std::string> keys;
  std::vector<std::string> kept;
  Table empty;  // of the result's columns

  Value run(const tusk::Inputs& inputs, TaskContext&) const {
    const Table rows = inputs[0].as<Table>();
    const Table mapped = kernels::map_groups(rows, inputs[1].as<Table>(), keys);
    arrow::ChunkedArrayVector columns;
    for (const std::string& column : kept) columns.push_back(rows.arrow()->GetColumnByName(column));
    for (const auto& column : mapped.arrow()->columns()) columns.push_back(column);
    return Value::of(Table(arrow::Table::Make(empty.arrow()->schema(), std::move(columns), rows.row_count())));
  }
};

bool has_open_categories(const Series& key) {
  return expr::value_type(key.node()->meta())->id() == arrow::Type::DICTIONARY && !known_categories(key);
}

// Rows are grouped by values where each batch has categories of its own, so that groups can be sorted; the keys are
// categories again in the result.
expr::NodePtr key_values(const Series& key) {
  return has_open_categories(key) ? key.elementwise("cat.values").node() : key.node();
}

expr::NodePtr with_key_categories(expr::NodePtr rows, const std::vector<Series>& keys) {
  for (std::size_t key = 0; key < keys.size(); ++key) {
    if (!has_open_categories(keys[key])) continue;
    const Series values(expr::select_column(rows, key_column(key)));
    rows = expr::assign(rows, key_column(key), values.elementwise("as_category").node());
  }
  return rows;
}

}  // namespace

KeyedRows keyed_rows(const GroupBy& groups) {
  KeyedRows keyed{groups.frame().node(), {}, {}};
  for (std::size_t key = 0; key < groups.keys().size(); ++key) {
    keyed.keys.push_back(key_column(key));
    keyed.names.push_back(groups.keys()[key].name());
    keyed.rows = expr::assign(keyed.rows, keyed.keys.back(), key_values(groups.keys()[key]));
  }
  return keyed;
}

KeyedRows keyed_rows(const GroupBy& groups, const std::vector<std::string>& columns) {
  KeyedRows keyed = keyed_rows(groups);
  std::vector<std::string> chosen = columns;
  chosen.insert(chosen.end(), keyed.keys.begin(), keyed.keys.end());
  keyed.rows = expr::select_columns(keyed.rows, chosen);
  return keyed;
}

kernels::Grouping grouping_of(const GroupBy& groups, const KeyedRows& keyed) {
  const GroupByOptions& options = groups.options();
  return {keyed.keys, options.sort, options.dropna, options.observed};
}

DataFrame with_keys(const GroupBy& groups, const KeyedRows& keyed, const expr::NodePtr& grouped,
                    std::vector<expr::SelectedColumn> values) {
  const expr::NodePtr rows = with_key_categories(grouped, groups.keys());
  if (groups.options().as_index)
    return DataFrame(expr::select(rows, expr::Shape::Frame, std::move(values), keyed.keys, keyed.names));
  std::vector<expr::SelectedColumn> all;
  for (std::size_t key = 0; key < keyed.keys.size(); ++key)
    all.push_back({keyed.keys[key], keyed.names[key].value_or(fmt::format("level_{}", key))});
  all.insert(all.end(), values.begin(), values.end());
  return DataFrame(expr::select(rows, expr::Shape::Frame, std::move(all), {}, {}));
}

Series index_level(const expr::NodePtr& rows, std::int64_t level) {
  const expr::Meta& meta = rows->meta();
  const auto count = std::int64_t(meta.index_count());
  if (count == 0)
    throw ValueError("groups by a level need an index: this frame has none, its rows are counted; make a column one");
  if (level < -count || level >= count)
    throw ValueError(fmt::format("a level of the index is from {} to {}: got {}", -count, count - 1, level));
  const auto place = std::size_t(level < 0 ? level + count : level);
  const std::string name = meta.index_names[place].value_or(std::string(expr::kUnnamed));
  return Series(expr::select(rows, expr::Shape::Series, {{expr::index_column(place), name}}));
}

Series index_level(const expr::NodePtr& rows, const std::string& name) {
  const auto& names = rows->meta().index_names;
  const auto found = std::ranges::find(names, expr::IndexName(name));
  if (found != names.end()) return index_level(rows, found - names.begin());
  std::vector<std::string> known;
  for (const auto& each : names) known.push_back(each.value_or("None"));
  throw KeyError(fmt::format("there is no level '{}' of the index: there are {}", name, fmt::join(known, ", ")));
}

Series key_named(const DataFrame& frame, const std::string& name) {
  const auto columns = frame.columns();
  const bool is_column = std::ranges::find(columns, name) != columns.end();
  const auto levels = frame.index_names();
  const auto level = std::ranges::find(levels, std::optional<std::string>(name));
  if (level == levels.end()) return frame.column(name);
  if (is_column)
    throw ValueError(
        fmt::format("a key's name is of a column or of a level of the index: '{}' is both; rename one", name));
  return index_level(frame.node(), level - levels.begin());
}

expr::NodePtr map_groups(const expr::NodePtr& rows, const expr::NodePtr& groups, const std::vector<std::string>& keys,
                         const std::vector<std::string>& kept, std::vector<expr::IndexName> index_names) {
  arrow::FieldVector fields;
  for (const std::string& column : kept) fields.push_back(rows->meta().schema->GetFieldByName(column));
  const arrow::FieldVector& group_fields = groups->meta().schema->fields();
  fields.insert(fields.end(), group_fields.begin() + std::ptrdiff_t(keys.size()), group_fields.end());
  const auto schema = arrow::schema(std::move(fields));
  return expr::per_partition({rows, groups}, operation(MapGroups{keys, kept, expr::empty_table(schema)}), "map-groups",
                             {expr::Shape::Frame, schema, std::move(index_names), 0});
}

}  // namespace tusk::dataframe
