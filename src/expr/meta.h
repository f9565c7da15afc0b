// Meta: what is known of an expression before it runs: its shape, columns with types, index, partitions.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <tusk/core/hash.h>
#include <tusk/data/table.h>

#include "kernels/batch.h"

namespace tusk::expr {

struct ArrayForm;

// A frame has any number of value columns, a series one, a scalar one and a single row without an index. An array has
// no columns, but an ArrayForm (arrays/array_form.h).
enum class Shape : std::uint8_t { Frame, Series, Scalar, Array };

// The value column of a series, or scalar, that has no name.
constexpr std::string_view kUnnamed = "__unnamed__";
// The column that holds a level of the index: "__index_level_0__", as pandas calls it in Parquet. They are the first
// columns.
std::string index_column(std::size_t level);

// A level's name; pandas knows levels without.
using IndexName = std::optional<std::string>;
// One more than there are partitions: the first index value of each, and the last one of the last.
using Divisions = std::shared_ptr<const std::vector<std::shared_ptr<arrow::Scalar>>>;

struct Meta {
  Shape shape = Shape::Frame;
  kernels::SchemaPtr schema;           // the index's columns, then the values'
  std::vector<IndexName> index_names;  // none: rows are numbered from 0
  std::int64_t partition_count = 1;
  // Of the rows: expressions with the same have the same rows in the same order and partitions, so they can be put
  // beside each other.
  Hash128 rows;
  Divisions divisions;  // nullptr: not known
  std::shared_ptr<const ArrayForm> array;

  std::size_t index_count() const { return index_names.size(); }
  bool is_scalar() const { return shape == Shape::Scalar; }
};

// The columns that are not the index's, in order.
std::vector<std::string> value_columns(const Meta& meta);
// Of a series or a scalar: the name of its only value column, and its type.
const std::string& value_column(const Meta& meta);
kernels::TypePtr value_type(const Meta& meta);
// The type of a value column. Throws KeyError naming near columns.
kernels::TypePtr column_type(const Meta& meta, std::string_view column);
// "there is no column …", naming those that are near, or all; a KeyError with it.
std::string no_column_message(std::string_view column, const std::vector<std::string>& columns);
[[noreturn]] void fail_no_column(std::string_view column, const std::vector<std::string>& columns);
// A table of no rows.
Table empty_table(const kernels::SchemaPtr& schema);

// Columns that are wanted of an expression, and whether their values are, or only which of them are missing.
enum class Need : std::uint8_t { Presence, Values };
using Columns = std::map<std::string, Need>;

Columns all_columns(const Meta& meta);
void add_column(Columns& columns, const std::string& column, Need need);
void add_columns(Columns& columns, const Columns& others);
// Those of the index that are wanted.
Columns index_columns(const Meta& meta, const Columns& wanted);

}  // namespace tusk::expr
