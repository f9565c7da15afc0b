#include "dataframe/query.h"

#include <algorithm>
#include <optional>
#include <utility>

#include <arrow/array.h>
#include <arrow/datum.h>
#include <arrow/scalar.h>
#include <fmt/format.h>

#include <tusk/core/error.h>

#include "core/near_names.h"
#include "data/arrow_status.h"
#include "dataframe/nodes.h"
#include "dataframe/query_parser.h"
#include "expr/scalar_value.h"
#include "expr/select.h"

namespace tusk {

namespace {

using dataframe::QueryStatement;
using dataframe::QueryTerm;
using dataframe::TermKind;

// What a term is: an operand, or a list of values.
struct TermValue {
  Operand operand = Operand(Value());
  std::optional<Sequence> list = {};
};

bool is_list(const Value& value) { return value.kind() == ValueKind::Sequence; }

// A function of literals alone is a literal.
Value folded(const std::string& function, const std::vector<Operand>& operands, const kernels::Parameters& parameters) {
  std::vector<arrow::Datum> data;
  std::vector<kernels::OperandType> types;
  for (const Operand& operand : operands) {
    data.emplace_back(kernels::to_scalar(operand.literal()));
    types.push_back({data.back().type(), true});
  }
  kernels::elementwise_type(function, types, parameters);
  const auto array = kernels::run_elementwise(function, data, parameters, 1);
  return expr::scalar_value(*data::value_or_throw(array->GetScalar(0), "evaluating literals"));
}

class QueryEvaluation {
 public:
  QueryEvaluation(const DataFrame& frame, const std::string& text, const QueryVariables& variables)
      : frame_(frame), text_(text), variables_(variables) {}

  // The expression's value, found term by term.
  Operand operator()(const QueryStatement& statement) const {
    std::vector<TermValue> values;
    for (const QueryTerm& term : statement.terms) {
      try {
        values.push_back(value_of(term, values));
      } catch (const Error& error) {
        throw_error(error.kind(), error.what() + dataframe::query_place(text_, term.character));
      }
    }
    if (values.back().list) throw TypeError(fmt::format("a list stands beside \"in\", == or !=: '{}' is one", text_));
    return values.back().operand;
  }

 private:
  using Values = std::vector<TermValue>;

  TermValue value_of(const QueryTerm& term, const Values& values) const {
    switch (term.kind) {
      case TermKind::Literal: return {Operand(term.literal)};
      case TermKind::Column: return {column(term.name)};
      case TermKind::Variable: return variable(term.name);
      case TermKind::List: return {Operand(Value()), list_of(term, values)};
      case TermKind::Operation: break;
    }
    const TermValue& first = values[term.operands[0]];
    if (term.operands.size() == 1) {
      refuse_list(first, term.name);
      return {call(term.name, {first.operand})};
    }
    return {binary(term.name, first, values[term.operands[1]])};
  }

  Operand column(const std::string& name) const {
    const auto columns = frame_.columns();
    if (std::ranges::find(columns, name) != columns.end()) return frame_.column(name);
    const expr::Meta& meta = frame_.node()->meta();
    for (std::size_t level = 0; level < meta.index_count(); ++level) {
      const bool is_meant = name == meta.index_names[level] || name == fmt::format("ilevel_{}", level) ||
                            (name == "index" && meta.index_count() == 1);
      if (is_meant)
        return LazyFrame(expr::select(frame_.node(), expr::Shape::Series, {{expr::index_column(level), name}}));
    }
    if (name == "index") throw KeyError("a query's \"index\" is the frame's: this frame has none of one level");
    expr::fail_no_column(name, columns);
  }

  TermValue variable(const std::string& name) const {
    const auto found = variables_.find(name);
    if (found == variables_.end()) {
      std::vector<std::string> names;
      for (const auto& [known, value] : variables_) names.push_back(known);
      const std::string near = core::did_you_mean(name, names);
      throw KeyError(fmt::format("there is no variable '{}' for @{}{}{}", name, name, near.empty() ? "" : ": ", near));
    }
    if (!found->second.node() && is_list(found->second.literal()))
      return {Operand(Value()), found->second.literal().as<Sequence>()};
    return {found->second};
  }

  static Sequence list_of(const QueryTerm& term, const Values& values) {
    Sequence list;
    for (const std::size_t place : term.operands) {
      const TermValue& item = values[place];
      if (item.list || item.operand.node())
        throw TypeError("a list in a query has literals and variables of one value");
      list.push_back(item.operand.literal());
    }
    return list;
  }

  static Operand call(const std::string& function, const std::vector<Operand>& operands,
                      const kernels::Parameters& parameters = {}) {
    const bool is_lazy =
        std::ranges::any_of(operands, [](const Operand& operand) { return operand.node() != nullptr; });
    if (!is_lazy) return Operand(folded(function, operands, parameters));
    return LazyFrame(elementwise_node(function, operands, parameters));
  }

  static void refuse_list(const TermValue& value, const std::string& function) {
    if (value.list) throw TypeError(fmt::format("a list stands beside \"in\", == or !=: '{}' has one", function));
  }

  static Operand binary(const std::string& function, const TermValue& left, const TermValue& right) {
    const bool is_membership = function == "in" || function == "not in";
    if (is_membership && !right.list)
      throw TypeError(fmt::format("\"{}\" takes a list on its right: write the values in brackets", function));
    if (is_membership) return membership(left, *right.list, function == "not in");
    if ((function == "eq" || function == "ne") && (left.list || right.list))
      return left.list ? membership(right, *left.list, function == "ne")
                       : membership(left, *right.list, function == "ne");
    refuse_list(left, function);
    refuse_list(right, function);
    return call(function, {left.operand, right.operand});
  }

  static Operand membership(const TermValue& left, const Sequence& list, bool is_negated) {
    refuse_list(left, "in");
    const Operand is_in = call("isin", {left.operand}, {{"values", Value::of(list)}});
    return is_negated ? call("invert", {is_in}) : is_in;
  }

  const DataFrame& frame_;
  const std::string& text_;
  const QueryVariables& variables_;
};

}  // namespace

namespace dataframe {

LazyFrame evaluated(const DataFrame& frame, const std::string& text, const QueryVariables& variables) {
  DataFrame made = frame;
  for (const QueryStatement& statement : parse_statements(text)) {
    const Operand value = QueryEvaluation(made, text, variables)(statement);
    if (statement.target.empty() && !value.node())
      throw ValueError(fmt::format("an expression is of columns: '{}' is the same for all rows", text));
    if (statement.target.empty()) return LazyFrame(value.node());
    made = made.assign(statement.target, value);
  }
  return made;
}

std::vector<std::string> query_variables(const std::string& text) {
  std::vector<std::string> names;
  for (const QueryStatement& statement : parse_statements(text)) {
    for (const QueryTerm& term : statement.terms) {
      if (term.kind == TermKind::Variable) names.push_back(term.name);
    }
  }
  return names;
}

}  // namespace dataframe

DataFrame DataFrame::query(const std::string& expression, const QueryVariables& variables) const {
  const Operand mask = QueryEvaluation(*this, expression, variables)(dataframe::parse_query(expression));
  if (!mask.node() || mask.node()->meta().is_scalar())
    throw ValueError(fmt::format("a query is about columns: '{}' is the same for all rows", expression));
  return (*this)[Series(mask.node())];
}

DataFrame DataFrame::eval(const std::string& assignments, const QueryVariables& variables) const {
  const LazyFrame result = dataframe::evaluated(*this, assignments, variables);
  if (result.node()->meta().shape == expr::Shape::Frame) return DataFrame(result.node());
  throw ValueError(fmt::format("eval assigns, as in \"z = x + y\": '{}' is an expression; evaluate() gives its values",
                               assignments));
}

Series DataFrame::evaluate(const std::string& expression, const QueryVariables& variables) const {
  const Operand values = QueryEvaluation(*this, expression, variables)(dataframe::parse_query(expression));
  if (!values.node() || values.node()->meta().is_scalar())
    throw ValueError(fmt::format("an expression is of columns: '{}' is the same for all rows", expression));
  return Series(values.node());
}

}  // namespace tusk
