#include <tusk/dataframe/data_frame.h>

#include <algorithm>
#include <utility>

#include <arrow/type.h>
#include <fmt/format.h>

#include <tusk/core/error.h>

#include "dataframe/categories.h"
#include "dataframe/nodes.h"
#include "dataframe/rows.h"
#include "dataframe/structure_text.h"
#include "expr/assign.h"
#include "expr/filter.h"
#include "expr/partition_list.h"
#include "expr/reduce.h"
#include "expr/select.h"
#include "kernels/row_reducers.h"

namespace tusk {

namespace {

using Selected = std::vector<expr::SelectedColumn>;

bool has(const std::vector<std::string>& names, const std::string& name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

// The names as they are after `rename(name)`.
template <class Rename>
DataFrame renamed(const DataFrame& frame, Rename rename) {
  Selected values;
  for (const std::string& column : frame.columns()) values.push_back({column, rename(column)});
  return DataFrame(expr::select(frame.node(), expr::Shape::Frame, std::move(values)));
}

void check_columns(const DataFrame& frame, const std::vector<std::string>& columns) {
  for (const std::string& column : columns) expr::column_type(frame.node()->meta(), column);
}

}  // namespace

DataFrame::DataFrame(expr::NodePtr node) : LazyFrame(dataframe::checked(std::move(node), expr::Shape::Frame)) {}

DataFrame DataFrame::of_collection(const lazy::CollectionPtr& collection) {
  return DataFrame(dataframe::node_of(collection));
}

Table DataFrame::compute(const RunOptions& options) const { return compute_value(options).as<Table>(); }

std::string DataFrame::to_string() const { return dataframe::structure_text(*node()); }

std::vector<std::string> DataFrame::columns() const { return expr::value_columns(node()->meta()); }

std::vector<std::pair<std::string, std::string>> DataFrame::dtypes() const {
  std::vector<std::pair<std::string, std::string>> dtypes;
  for (const std::string& column : columns())
    dtypes.emplace_back(column, kernels::type_name(*expr::column_type(node()->meta(), column)));
  return dtypes;
}

std::vector<std::optional<std::string>> DataFrame::index_names() const { return node()->meta().index_names; }

Scalar DataFrame::row_count() const { return Scalar(dataframe::row_count(node())); }

Scalar DataFrame::size() const {
  return Scalar(expr::elementwise("mul", {row_count().node(), Value::of(std::int64_t(columns().size()))}));
}

std::int64_t DataFrame::length(const RunOptions& options) const { return row_count().compute<std::int64_t>(options); }

Series DataFrame::column(const std::string& name) const { return Series(expr::select_column(node(), name)); }

ColumnReference DataFrame::operator[](const std::string& column) { return ColumnReference(*this, column); }

ColumnReference DataFrame::operator[](const char* column) { return ColumnReference(*this, column); }

DataFrame DataFrame::operator[](const std::vector<std::string>& columns) const {
  return DataFrame(expr::select_columns(node(), columns));
}

DataFrame DataFrame::operator[](std::initializer_list<const char*> columns) const {
  return (*this)[std::vector<std::string>(columns.begin(), columns.end())];
}

DataFrame DataFrame::operator[](const Series& mask) const { return DataFrame(expr::filter(node(), mask.node())); }

Table DataFrame::head(std::int64_t n, std::int64_t npartitions) const { return first_rows(n, npartitions).compute(); }

Table DataFrame::tail(std::int64_t n) const { return last_rows(n).compute(); }

DataFrame DataFrame::first_rows(std::int64_t n, std::int64_t npartitions) const {
  return DataFrame(dataframe::first_rows(node(), n, npartitions));
}

DataFrame DataFrame::last_rows(std::int64_t n) const { return DataFrame(dataframe::last_rows(node(), n)); }

DataFrame DataFrame::partitions(const std::vector<std::int64_t>& numbers) const {
  return DataFrame(expr::take_partitions(node(), numbers));
}

DataFrame DataFrame::nlargest(std::int64_t n, const std::vector<std::string>& columns, const std::string& keep) const {
  check_columns(*this, columns);
  return DataFrame(expr::reduce_rows(node(), kernels::extreme_rows(columns, n, true, keep), "nlargest"));
}

DataFrame DataFrame::nsmallest(std::int64_t n, const std::vector<std::string>& columns, const std::string& keep) const {
  check_columns(*this, columns);
  return DataFrame(expr::reduce_rows(node(), kernels::extreme_rows(columns, n, false, keep), "nsmallest"));
}

DataFrame DataFrame::drop_duplicates(const std::vector<std::string>& subset, const std::string& keep) const {
  check_columns(*this, subset);
  return DataFrame(dataframe::without_duplicates(node(), subset.empty() ? columns() : subset, keep));
}

DataFrame DataFrame::dropna(const std::string& how, const std::vector<std::string>& subset) const {
  if (how != "any" && how != "all")
    throw ValueError(fmt::format("dropna drops rows with \"any\" or \"all\" values missing: got how=\"{}\"", how));
  const std::vector<std::string> looked_at = subset.empty() ? columns() : subset;
  if (looked_at.empty()) return *this;
  Series kept = column(looked_at[0]).notna();
  for (std::size_t i = 1; i < looked_at.size(); ++i) {
    const Series next = column(looked_at[i]).notna();
    kept = how == "any" ? kept & next : kept | next;
  }
  return (*this)[kept];
}

DataFrame DataFrame::select_dtypes(const std::vector<std::string>& include,
                                   const std::vector<std::string>& exclude) const {
  const auto is_kind = [](const std::string& dtype, const std::string& kind) {
    static const auto is_float = [](const std::string& name) { return name.starts_with("float"); };
    static const auto is_integer = [](const std::string& name) {
      return name.starts_with("int") || name.starts_with("uint");
    };
    if (kind == "number") return is_float(dtype) || is_integer(dtype) || dtype.starts_with("timedelta64");
    if (kind == "datetime") return dtype.starts_with("datetime64");
    if (kind == "int" || kind == "integer") return is_integer(dtype);
    if (kind == "float" || kind == "floating") return is_float(dtype);
    if (kind == "object" || kind == "string") return dtype == "str";
    return dtype == kind;
  };
  const auto is_any = [&](const std::string& dtype, const std::vector<std::string>& kinds) {
    return std::any_of(kinds.begin(), kinds.end(), [&](const std::string& kind) { return is_kind(dtype, kind); });
  };
  std::vector<std::string> chosen;
  for (const auto& [column, dtype] : dtypes()) {
    if ((include.empty() || is_any(dtype, include)) && !is_any(dtype, exclude)) chosen.push_back(column);
  }
  return (*this)[chosen];
}

DataFrame DataFrame::assign(const std::string& column, const Operand& values) const {
  if (values.node() && values.node()->meta().shape == expr::Shape::Frame)
    throw TypeError(
        fmt::format("a column is assigned from a series, a scalar or a literal: got a frame for '{}'", column));
  if (values.node()) return DataFrame(expr::assign(node(), column, values.node()));
  if (columns().empty()) throw ValueError("a literal is assigned to a frame that has columns: this one has none");
  // A literal becomes a series beside a column, which is asked for no more than which rows there are.
  const Series beside = this->column(columns()[0]).isna();
  return DataFrame(expr::assign(node(), column, tusk::elementwise("if_else", {beside, values, values}).node()));
}

DataFrame DataFrame::drop(const std::vector<std::string>& columns) const {
  check_columns(*this, columns);
  std::vector<std::string> kept;
  for (const std::string& column : this->columns()) {
    if (!has(columns, column)) kept.push_back(column);
  }
  return (*this)[kept];
}

DataFrame DataFrame::rename(const Renames& names) const {
  return renamed(*this, [&](const std::string& column) {
    const auto place = names.find(column);
    return place == names.end() ? column : place->second;
  });
}

DataFrame DataFrame::add_prefix(const std::string& prefix) const {
  return renamed(*this, [&](const std::string& column) { return prefix + column; });
}

DataFrame DataFrame::add_suffix(const std::string& suffix) const {
  return renamed(*this, [&](const std::string& column) { return column + suffix; });
}

DataFrame DataFrame::astype(const std::string& dtype) const {
  std::map<std::string, std::string> dtypes;
  bool has_times = false;
  for (const std::string& name : columns()) {
    dtypes[name] = dtype;
    has_times = has_times || dataframe::prints_times(dtype, *expr::column_type(node()->meta(), name));
  }
  return has_times ? astype(dtypes) : elementwise("astype", {}, {{"type", Value::of(dtype)}});
}

DataFrame DataFrame::astype(const std::map<std::string, std::string>& dtypes) const {
  DataFrame frame = *this;
  for (const auto& [column, dtype] : dtypes) frame = frame.assign(column, frame.column(column).astype(dtype));
  return frame;
}

DataFrame DataFrame::categorize(const std::vector<std::string>& columns, const RunOptions& options) const {
  std::vector<Series> found;
  for (const std::string& name : columns.empty() ? this->columns() : columns) {
    const Series values = column(name);
    const bool is_known = dataframe::known_categories(values) != nullptr;
    const bool is_meant = !columns.empty() || values.dtype() == "str" || values.dtype() == "category";
    if (is_meant && !is_known) found.push_back(values);
  }
  const auto values = dataframe::distinct_values(found, options);
  DataFrame frame = *this;
  for (std::size_t i = 0; i < found.size(); ++i) {
    const auto& type = *expr::value_type(found[i].node()->meta());
    const bool is_ordered =
        type.id() == arrow::Type::DICTIONARY && static_cast<const arrow::DictionaryType&>(type).ordered();
    frame = frame.assign(*found[i].name(), dataframe::with_categories(found[i], values[i], is_ordered));
  }
  return frame;
}

DataFrame DataFrame::with_index(const std::string& column, bool drop) const {
  expr::column_type(node()->meta(), column);
  Selected values;
  for (const std::string& other : columns()) {
    if (!drop || other != column) values.push_back({other, other});
  }
  return DataFrame(expr::select(node(), expr::Shape::Frame, std::move(values), {column}, {column}));
}

DataFrame DataFrame::rename_index(const std::vector<std::optional<std::string>>& names) const {
  return DataFrame(dataframe::with_index_names(node(), names));
}

DataFrame DataFrame::reset_index() const { return DataFrame(dataframe::index_as_columns(node())); }

DataFrame DataFrame::drop_index() const { return DataFrame(dataframe::without_index(node())); }

DataFrame DataFrame::elementwise(const std::string& function, const std::vector<Operand>& operands,
                                 const std::map<std::string, Value>& parameters) const {
  std::vector<Operand> all = {*this};
  all.insert(all.end(), operands.begin(), operands.end());
  return DataFrame(expr::elementwise(function, dataframe::arguments_of(all), parameters));
}

// Numbers fill texts as their texts. What does not fit a column, by type or as a category, leaves it alone.
DataFrame DataFrame::fillna(const Operand& value) const {
  DataFrame frame = elementwise("fillna", {value}, {{"lenient", Value::of(true)}});
  const bool is_number = !value.node() && value.literal().kind() == ValueKind::Scalar && !value.literal().is_boxed();
  for (const std::string& name : columns()) {
    const Series values = column(name);
    if (is_number && values.dtype() == "str")
      frame = frame.assign(name, values.fillna(Operand(Value::of(value.literal().print()))));
    if (!dataframe::can_hold_category(values, value)) frame = frame.assign(name, values);
  }
  return frame;
}

DataFrame DataFrame::fillna(const std::map<std::string, Value>& values) const {
  DataFrame frame = *this;
  for (const auto& [column, value] : values) {
    if (has(columns(), column)) frame = frame.assign(column, frame.column(column).fillna(Operand(value)));
  }
  return frame;
}

DataFrame DataFrame::isin(const std::vector<Value>& values) const {
  return elementwise("isin", {}, {{"values", Value::of(Sequence(values))}});
}

DataFrame DataFrame::where(const LazyFrame& condition, const Operand& other) const {
  return elementwise("where", {condition, other});
}

DataFrame DataFrame::mask(const LazyFrame& condition, const Operand& other) const {
  return elementwise("mask", {condition, other});
}

DataFrame DataFrame::round(int decimals) const {
  DataFrame frame = *this;
  for (const std::string& column : dataframe::numeric_columns(node()->meta()))
    frame = frame.assign(column, frame.column(column).round(decimals));
  return frame;
}

DataFrame DataFrame::replace(const std::vector<Value>& from, const std::vector<Value>& to) const {
  return elementwise("replace", {}, {{"from", Value::of(Sequence(from))}, {"to", Value::of(Sequence(to))}});
}

ColumnReference::ColumnReference(DataFrame& frame, const std::string& column)
    : Series(has(frame.columns(), column) ? std::as_const(frame).column(column)
                                          : missing(expr::no_column_message(column, frame.columns()))),
      frame_(frame),
      column_(column) {}

ColumnReference& ColumnReference::operator=(const Operand& values) {
  frame_ = frame_.assign(column_, values);
  Series::operator=(std::as_const(frame_).column(column_));
  return *this;
}

}  // namespace tusk
