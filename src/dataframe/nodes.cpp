#include "dataframe/nodes.h"

#include <utility>

#include <arrow/type.h>
#include <arrow/type_traits.h>
#include <fmt/format.h>

#include <tusk/core/error.h>

#include "expr/frame_collection.h"
#include "expr/reduce.h"
#include "expr/select.h"
#include "kernels/elementwise.h"

namespace tusk::dataframe {

namespace {

constexpr const char* kShapes[] = {"a frame", "a series", "a scalar", "an array"};

std::string index_label(const expr::Meta& meta, std::size_t level) {
  if (meta.index_names[level]) return *meta.index_names[level];
  return meta.index_count() == 1 ? "index" : "level_" + std::to_string(level);
}

std::vector<expr::SelectedColumn> values_of(const expr::Meta& meta) {
  std::vector<expr::SelectedColumn> values;
  for (const std::string& column : expr::value_columns(meta)) values.push_back({column, column});
  return values;
}

}  // namespace

expr::NodePtr node_of(const lazy::CollectionPtr& collection) {
  const auto* frames = dynamic_cast<const expr::FrameCollection*>(collection.get());
  if (!frames) throw TypeError("a frame is made from a collection of frames: got another collection");
  return frames->node();
}

expr::NodePtr checked(expr::NodePtr node, expr::Shape shape) {
  if (node->meta().shape == shape) return node;
  throw TypeError(std::string("the expression is ") + kShapes[int(node->meta().shape)] + ", not " +
                  kShapes[int(shape)]);
}

expr::Argument argument_of(const Operand& operand) {
  if (operand.node()) return operand.node();
  return operand.literal();
}

std::vector<expr::Argument> arguments_of(const std::vector<Operand>& operands) {
  std::vector<expr::Argument> arguments;
  for (const Operand& operand : operands) arguments.push_back(argument_of(operand));
  return arguments;
}

expr::NodePtr scalar_of(const expr::NodePtr& row, const std::string& column) {
  return expr::select(row, expr::Shape::Scalar, {{column, column}}, {}, {});
}

expr::NodePtr aggregated(const expr::NodePtr& input, std::vector<kernels::Aggregate> aggregates,
                         const std::string& word) {
  return expr::reduce(input, kernels::grouped_aggregation({}, std::move(aggregates)), word);
}

expr::NodePtr without_index(const expr::NodePtr& input) {
  if (input->meta().index_count() == 0) return input;
  return expr::select(input, input->meta().shape, values_of(input->meta()), {}, {});
}

expr::NodePtr index_as_columns(const expr::NodePtr& input) {
  const expr::Meta& meta = input->meta();
  std::vector<expr::SelectedColumn> values;
  for (std::size_t level = 0; level < meta.index_count(); ++level)
    values.push_back({expr::index_column(level), index_label(meta, level)});
  for (auto& value : values_of(meta)) {
    if (value.name == expr::kUnnamed) value.name = "0";
    values.push_back(std::move(value));
  }
  return expr::select(input, expr::Shape::Frame, std::move(values), {}, {});
}

expr::NodePtr with_index_names(const expr::NodePtr& input, const std::vector<expr::IndexName>& names) {
  const expr::Meta& meta = input->meta();
  if (names.size() != meta.index_count())
    throw ValueError(
        fmt::format("an index has a name for each level: got {} names, {} levels", names.size(), meta.index_count()));
  std::vector<std::string> levels;
  for (std::size_t level = 0; level < names.size(); ++level) levels.push_back(expr::index_column(level));
  return expr::select(input, meta.shape, values_of(meta), std::move(levels), names);
}

bool prints_times(const std::string& dtype, const arrow::DataType& column) {
  const bool is_time = column.id() == arrow::Type::TIMESTAMP || column.id() == arrow::Type::DURATION;
  return is_time && arrow::is_base_binary_like(kernels::type_of_name(dtype)->id());
}

bool is_number_type(const arrow::DataType& type) {
  return arrow::is_integer(type.id()) || arrow::is_floating(type.id()) || type.id() == arrow::Type::BOOL;
}

std::vector<std::string> numeric_columns(const expr::Meta& meta) {
  std::vector<std::string> columns;
  for (const std::string& column : expr::value_columns(meta)) {
    if (is_number_type(*expr::column_type(meta, column))) columns.push_back(column);
  }
  return columns;
}

std::vector<std::string> reduced_columns(const expr::Meta& meta, bool numeric_only) {
  return numeric_only ? numeric_columns(meta) : expr::value_columns(meta);
}

}  // namespace tusk::dataframe
