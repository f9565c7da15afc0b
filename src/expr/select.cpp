#include "expr/select.h"

#include <set>

#include <arrow/record_batch.h>
#include <arrow/type.h>
#include <fmt/format.h>

#include <tusk/core/codec.h>
#include <tusk/core/error.h>

namespace tusk::expr {

std::string Select::label() const { return shape == Shape::Series ? "getitem" : "select"; }

Meta Select::meta(Inputs inputs) const {
  const Meta& input = inputs[0]->meta();
  Meta meta = input;
  meta.shape = shape;
  meta.index_names = index_names;
  arrow::FieldVector chosen;
  std::set<std::string> names;
  for (const auto& [source, name] : columns) {
    const auto field = input.schema->GetFieldByName(source);
    if (!field) fail_no_column(source, value_columns(input));
    if (!names.insert(name).second)
      throw ValueError(fmt::format("a frame's columns have different names: '{}' stands twice", name));
    chosen.push_back(field->WithName(name));
  }
  meta.schema = arrow::schema(std::move(chosen));
  const bool is_index_kept = !index_names.empty() && !input.index_names.empty() && columns[0].source == index_column(0);
  if (!is_index_kept) meta.divisions = nullptr;
  return meta;
}

kernels::Batch Select::run(std::span<const Register> inputs, const BatchPlace&) const {
  const auto& batch = *inputs[0].batch;
  arrow::FieldVector chosen;
  arrow::ArrayVector arrays;
  for (const auto& [source, name] : columns) {
    const int place = batch.schema()->GetFieldIndex(source);
    const auto& field = batch.schema()->field(place);
    chosen.push_back(source == name ? field : field->WithName(name));
    arrays.push_back(batch.column(place));
  }
  return arrow::RecordBatch::Make(arrow::schema(std::move(chosen)), batch.num_rows(), std::move(arrays));
}

std::vector<Columns> Select::needed(Inputs, const Columns& wanted) const {
  Columns sources;
  for (const auto& [source, name] : columns) {
    if (const auto place = wanted.find(name); place != wanted.end()) add_column(sources, source, place->second);
  }
  return {sources};
}

std::optional<OpPtr> Select::narrowed(Inputs, const Columns& wanted) const {
  auto narrow = std::make_shared<Select>(*this);
  std::erase_if(narrow->columns, [&](const SelectedColumn& column) { return !wanted.contains(column.name); });
  if (!wanted.contains(index_column(0))) narrow->index_names.clear();
  return narrow;
}

NodePtr select(const NodePtr& input, Shape shape, std::vector<SelectedColumn> values,
               std::vector<std::string> index_sources, std::vector<IndexName> index_names) {
  auto op = std::make_shared<Select>();
  op->shape = shape;
  for (std::size_t level = 0; level < index_sources.size(); ++level)
    op->columns.push_back({index_sources[level], index_column(level)});
  op->columns.insert(op->columns.end(), std::make_move_iterator(values.begin()), std::make_move_iterator(values.end()));
  op->index_names = std::move(index_names);
  return make_node(std::move(op), {input});
}

NodePtr select(const NodePtr& input, Shape shape, std::vector<SelectedColumn> values) {
  std::vector<std::string> levels;
  for (std::size_t level = 0; level < input->meta().index_count(); ++level) levels.push_back(index_column(level));
  return select(input, shape, std::move(values), std::move(levels), input->meta().index_names);
}

NodePtr select_columns(const NodePtr& input, const std::vector<std::string>& columns) {
  std::vector<SelectedColumn> values;
  for (const std::string& column : columns) {
    column_type(input->meta(), column);
    values.push_back({column, column});
  }
  return select(input, Shape::Frame, std::move(values));
}

NodePtr select_column(const NodePtr& input, const std::string& column) {
  column_type(input->meta(), column);
  return select(input, Shape::Series, {{column, column}});
}

}  // namespace tusk::expr
