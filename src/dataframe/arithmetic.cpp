#include <tusk/dataframe/arithmetic.h>

#include <algorithm>

#include "expr/node.h"

namespace tusk {

namespace {

bool has_shape(const Operand& operand, expr::Shape shape) {
  return operand.node() && operand.node()->meta().shape == shape;
}

// `value` where it is missing and `beside` isn't.
Operand filled(const Operand& value, const Operand& beside, const Operand& fill) {
  if (!value.node()) return value.literal().is_none() && beside.node() ? fill : value;
  const auto is_missing = LazyFrame(elementwise_node("isna", {value}));
  if (!beside.node()) return LazyFrame(elementwise_node("mask", {value, is_missing, fill}));
  const auto is_there = LazyFrame(elementwise_node("notna", {beside}));
  const auto takes_fill = LazyFrame(elementwise_node("and", {is_missing, is_there}));
  return LazyFrame(elementwise_node("mask", {value, takes_fill, fill}));
}

// Column by column, the series beside each of them.
expr::NodePtr beside_columns(const std::string& function, const Operand& a, const Operand& b, const Value& fill_value) {
  const bool is_frame_first = has_shape(a, expr::Shape::Frame);
  const DataFrame frame((is_frame_first ? a : b).node());
  DataFrame made = frame;
  for (const std::string& column : frame.columns()) {
    const Series values = frame.column(column);
    made = made.assign(column, LazyFrame(is_frame_first ? arithmetic(function, values, b, fill_value)
                                                        : arithmetic(function, a, values, fill_value)));
  }
  return made.node();
}

}  // namespace

expr::NodePtr arithmetic(const std::string& function, const Operand& a, const Operand& b, const Value& fill_value) {
  const bool is_beside = (has_shape(a, expr::Shape::Frame) && has_shape(b, expr::Shape::Series)) ||
                         (has_shape(a, expr::Shape::Series) && has_shape(b, expr::Shape::Frame));
  if (is_beside) return beside_columns(function, a, b, fill_value);
  if (fill_value.is_none()) return elementwise_node(function, {a, b});
  const Operand fill(fill_value);
  return elementwise_node(function, {filled(a, b, fill), filled(b, a, fill)});
}

std::pair<expr::NodePtr, expr::NodePtr> divmod(const Operand& a, const Operand& b) {
  return {arithmetic("floordiv", a, b), arithmetic("mod", a, b)};
}

DataFrame DataFrame::combine_first(const DataFrame& other) const {
  const auto own = columns(), others = other.columns();
  std::vector<std::string> all = own;
  const auto has = [](const auto& names, const std::string& name) {
    return std::ranges::find(names, name) != names.end();
  };
  for (const std::string& name : others)
    if (!has(own, name)) all.push_back(name);
  DataFrame made = *this;
  for (const std::string& name : others) {
    const Series values = other.column(name);
    made = made.assign(name, has(own, name) ? column(name).combine_first(values) : values);
  }
  return made[all];
}

Scalar dot(const Series& a, const Series& b) { return (a * b).sum(); }

}  // namespace tusk
