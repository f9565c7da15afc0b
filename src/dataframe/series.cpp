#include <tusk/dataframe/series.h>

#include <utility>

#include <arrow/type.h>

#include <tusk/core/error.h>
#include <tusk/dataframe/data_frame.h>

#include "dataframe/categories.h"
#include "dataframe/nodes.h"
#include "dataframe/rows.h"
#include "dataframe/structure_text.h"
#include "expr/filter.h"
#include "expr/partition_list.h"
#include "expr/reduce.h"
#include "expr/select.h"
#include "kernels/row_reducers.h"

namespace tusk {

using dataframe::argument_of;

namespace {

Value texts_value(const std::vector<Value>& values) { return Value::of(Sequence(values)); }

}  // namespace

Series::Series(expr::NodePtr node) : LazyFrame(dataframe::checked(std::move(node), expr::Shape::Series)) {}

Series Series::of_collection(const lazy::CollectionPtr& collection) { return Series(dataframe::node_of(collection)); }

Table Series::compute(const RunOptions& options) const { return compute_value(options).as<Table>(); }

std::string Series::to_string() const { return dataframe::structure_text(*node()); }

std::optional<std::string> Series::name() const {
  const std::string& column = expr::value_column(node()->meta());
  return column == expr::kUnnamed ? std::nullopt : std::optional(column);
}

std::string Series::dtype() const { return kernels::type_name(*expr::value_type(node()->meta())); }

Scalar Series::size() const { return Scalar(dataframe::row_count(node())); }

std::int64_t Series::length(const RunOptions& options) const { return size().compute<std::int64_t>(options); }

Series Series::elementwise(const std::string& function, const std::vector<Operand>& operands,
                           const std::map<std::string, Value>& parameters) const {
  std::vector<Operand> all = {*this};
  all.insert(all.end(), operands.begin(), operands.end());
  return tusk::elementwise(function, all, parameters);
}

Series Series::operator[](const Series& mask) const { return Series(expr::filter(node(), mask.node())); }

Table Series::head(std::int64_t n, std::int64_t npartitions) const { return first_rows(n, npartitions).compute(); }

Table Series::tail(std::int64_t n) const { return last_rows(n).compute(); }

Series Series::first_rows(std::int64_t n, std::int64_t npartitions) const {
  return Series(dataframe::first_rows(node(), n, npartitions));
}

Series Series::last_rows(std::int64_t n) const { return Series(dataframe::last_rows(node(), n)); }

Series Series::partitions(const std::vector<std::int64_t>& numbers) const {
  return Series(expr::take_partitions(node(), numbers));
}

Series Series::nlargest(std::int64_t n, const std::string& keep) const {
  auto reducer = kernels::extreme_rows({expr::value_column(node()->meta())}, n, true, keep);
  return Series(expr::reduce_rows(node(), std::move(reducer), "nlargest"));
}

Series Series::nsmallest(std::int64_t n, const std::string& keep) const {
  auto reducer = kernels::extreme_rows({expr::value_column(node()->meta())}, n, false, keep);
  return Series(expr::reduce_rows(node(), std::move(reducer), "nsmallest"));
}

Series Series::drop_duplicates(const std::string& keep) const {
  return Series(dataframe::without_duplicates(node(), {expr::value_column(node()->meta())}, keep));
}

Series Series::dropna() const { return (*this)[notna()]; }

// Texts of times are as fine as the finest of the whole column, which has to be known first.
Series Series::astype(const std::string& dtype) const {
  std::vector<Operand> fineness;
  if (dataframe::prints_times(dtype, *expr::value_type(node()->meta())))
    fineness.emplace_back(elementwise("dt.fineness").max());
  return elementwise("astype", fineness, {{"type", Value::of(dtype)}});
}

Series Series::isin(const std::vector<Value>& values) const {
  return elementwise("isin", {}, {{"values", texts_value(values)}});
}

Series Series::between(const Operand& left, const Operand& right, const std::string& inclusive) const {
  return elementwise("between", {left, right}, {{"inclusive", Value::of(inclusive)}});
}

Series Series::fillna(const Operand& value) const {
  dataframe::check_category(*this, value);
  return elementwise("fillna", {value});
}

Series Series::as_category(const std::vector<Value>& categories, bool ordered) const {
  return dataframe::with_categories(*this, kernels::array_of_values(categories), ordered);
}

Series Series::where(const Series& condition, const Operand& other) const {
  if (dataframe::known_categories(*this))
    return dataframe::chosen_categories(*this, "where", condition, other).rename(name().value_or(""));
  return elementwise("where", {condition, other}).rename(name().value_or(""));
}

Series Series::mask(const Series& condition, const Operand& other) const {
  if (dataframe::known_categories(*this))
    return dataframe::chosen_categories(*this, "mask", condition, other).rename(name().value_or(""));
  return elementwise("mask", {condition, other}).rename(name().value_or(""));
}

Series Series::round(int decimals) const { return elementwise("round", {}, {{"decimals", Value::of(decimals)}}); }

Series Series::map(const std::vector<Value>& from, const std::vector<Value>& to) const {
  return elementwise("map", {}, {{"from", texts_value(from)}, {"to", texts_value(to)}});
}

Series Series::replace(const std::vector<Value>& from, const std::vector<Value>& to) const {
  return elementwise("replace", {}, {{"from", texts_value(from)}, {"to", texts_value(to)}});
}

Series Series::rename(const std::string& name) const {
  const std::string& column = expr::value_column(node()->meta());
  const std::string renamed = name.empty() ? std::string(expr::kUnnamed) : name;
  if (renamed == column) return *this;
  return Series(expr::select(node(), expr::Shape::Series, {{column, renamed}}));
}

Series Series::rename_index(const std::vector<std::optional<std::string>>& names) const {
  return Series(dataframe::with_index_names(node(), names));
}

DataFrame Series::reset_index() const { return to_frame().reset_index(); }

Series Series::drop_index() const { return Series(dataframe::without_index(node())); }

DataFrame Series::to_frame(const std::string& name) const {
  const std::string& column = expr::value_column(node()->meta());
  const std::string named = !name.empty() ? name : column == expr::kUnnamed ? "0" : column;
  return DataFrame(expr::select(node(), expr::Shape::Frame, {{column, named}}));
}

expr::NodePtr elementwise_node(const std::string& function, const std::vector<Operand>& operands,
                               const std::map<std::string, Value>& parameters) {
  return expr::elementwise(function, dataframe::arguments_of(operands), parameters);
}

Series elementwise(const std::string& function, const std::vector<Operand>& operands,
                   const std::map<std::string, Value>& parameters) {
  return Series(elementwise_node(function, operands, parameters));
}

Series operator+(const Series& a, const Operand& b) { return elementwise("add", {a, b}); }
Series operator-(const Series& a, const Operand& b) { return elementwise("sub", {a, b}); }
Series operator*(const Series& a, const Operand& b) { return elementwise("mul", {a, b}); }
Series operator/(const Series& a, const Operand& b) { return elementwise("truediv", {a, b}); }
Series operator%(const Series& a, const Operand& b) { return elementwise("mod", {a, b}); }
Series operator==(const Series& a, const Operand& b) { return elementwise("eq", {a, b}); }
Series operator!=(const Series& a, const Operand& b) { return elementwise("ne", {a, b}); }
Series operator<(const Series& a, const Operand& b) { return elementwise("lt", {a, b}); }
Series operator<=(const Series& a, const Operand& b) { return elementwise("le", {a, b}); }
Series operator>(const Series& a, const Operand& b) { return elementwise("gt", {a, b}); }
Series operator>=(const Series& a, const Operand& b) { return elementwise("ge", {a, b}); }
Series operator&(const Series& a, const Operand& b) { return elementwise("and", {a, b}); }
Series operator|(const Series& a, const Operand& b) { return elementwise("or", {a, b}); }
Series operator^(const Series& a, const Operand& b) { return elementwise("xor", {a, b}); }
Series operator-(const Series& a) { return a.elementwise("neg"); }
Series operator~(const Series& a) { return a.elementwise("invert"); }
Series operator!(const Series& a) { return a.elementwise("invert"); }

}  // namespace tusk
