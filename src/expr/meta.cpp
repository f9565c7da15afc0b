#include "expr/meta.h"

#include <algorithm>

#include <arrow/table.h>
#include <arrow/type.h>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <tusk/core/error.h>

#include "core/near_names.h"

namespace tusk::expr {

std::string index_column(std::size_t level) { return fmt::format("__index_level_{}__", level); }

std::string no_column_message(std::string_view column, const std::vector<std::string>& columns) {
  std::string near = core::did_you_mean(column, columns);
  if (near.empty()) near = fmt::format("there are: {}", fmt::join(columns, ", "));
  return fmt::format("there is no column '{}': {}", column, near);
}

void fail_no_column(std::string_view column, const std::vector<std::string>& columns) {
  throw KeyError(no_column_message(column, columns));
}

std::vector<std::string> value_columns(const Meta& meta) {
  std::vector<std::string> names = meta.schema->field_names();
  names.erase(names.begin(), names.begin() + std::ptrdiff_t(meta.index_count()));
  return names;
}

const std::string& value_column(const Meta& meta) {
  TUSK_CHECK(meta.shape != Shape::Frame && meta.schema->num_fields() == int(meta.index_count()) + 1,
             "a series and a scalar have one value column");
  return meta.schema->field(int(meta.index_count()))->name();
}

kernels::TypePtr value_type(const Meta& meta) { return meta.schema->field(int(meta.index_count()))->type(); }

kernels::TypePtr column_type(const Meta& meta, std::string_view column) {
  const int place = meta.schema->GetFieldIndex(std::string(column));
  if (place >= int(meta.index_count())) return meta.schema->field(place)->type();
  fail_no_column(column, value_columns(meta));
}

Table empty_table(const kernels::SchemaPtr& schema) {
  auto table = arrow::Table::MakeEmpty(schema);
  TUSK_CHECK(table.ok(), table.status().ToString());
  return Table(*std::move(table));
}

Columns all_columns(const Meta& meta) {
  Columns columns;
  for (const auto& field : meta.schema->fields()) columns.emplace(field->name(), Need::Values);
  return columns;
}

void add_column(Columns& columns, const std::string& column, Need need) {
  Need& known = columns.try_emplace(column, need).first->second;
  known = std::max(known, need);
}

void add_columns(Columns& columns, const Columns& others) {
  for (const auto& [column, need] : others) add_column(columns, column, need);
}

Columns index_columns(const Meta& meta, const Columns& wanted) {
  Columns columns;
  for (std::size_t level = 0; level < meta.index_count(); ++level) {
    const auto place = wanted.find(index_column(level));
    if (place != wanted.end()) columns.insert(*place);
  }
  return columns;
}

}  // namespace tusk::expr
