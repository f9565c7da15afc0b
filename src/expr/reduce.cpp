#include "expr/reduce.h"

#include <algorithm>
#include <utility>

#include <arrow/type.h>
#include <fmt/format.h>

#include <tusk/core/codec.h>
#include <tusk/core/error.h>

namespace tusk::expr {

Meta Reduce::meta(Inputs inputs) const {
  Meta meta;
  if (keeps_rows) meta = inputs[0]->meta();
  meta.schema = reducer->result_schema(inputs[0]->meta().schema);
  meta.rows = rows;
  meta.partition_count = split_out;
  meta.divisions = nullptr;
  return meta;
}

std::vector<Columns> Reduce::needed(Inputs inputs, const Columns& wanted) const {
  const auto presence_only = reducer->presence_only_columns();
  Columns columns;
  if (keeps_rows) columns = wanted;
  for (const std::string& column : reducer->input_columns()) {
    const bool is_presence = std::find(presence_only.begin(), presence_only.end(), column) != presence_only.end();
    add_column(columns, column, is_presence ? Need::Presence : Need::Values);
  }
  const auto known = inputs[0]->meta().schema->field_names();
  for (const auto& [column, need] : columns)
    TUSK_CHECK(std::find(known.begin(), known.end(), column) != known.end(),
               "a reducer asks for columns that are there");
  return {columns};
}

namespace {

std::shared_ptr<Reduce> make_op(const NodePtr& input, kernels::ReducerPtr reducer, std::string word) {
  auto op = std::make_shared<Reduce>();
  op->rows = combine(input->hash(), reducer->hash());
  op->reducer = std::move(reducer);
  op->word = std::move(word);
  return op;
}

}  // namespace

NodePtr reduce(const NodePtr& input, kernels::ReducerPtr reducer, std::string word, std::int64_t split_every,
               std::int64_t split_out) {
  if (split_every < 2) throw ValueError(fmt::format("split_every is at least 2: got {}", split_every));
  if (split_out < 1) throw ValueError(fmt::format("split_out is at least 1: got {}", split_out));
  auto op = make_op(input, std::move(reducer), std::move(word));
  op->split_every = split_every;
  op->split_out = split_out;
  if (split_out > 1) op->rows = combine(op->rows, {0, std::uint64_t(split_out)});
  return make_node(std::move(op), {input});
}

NodePtr reduce_rows(const NodePtr& input, kernels::ReducerPtr reducer, std::string word) {
  auto op = make_op(input, std::move(reducer), std::move(word));
  op->keeps_rows = true;
  return make_node(std::move(op), {input});
}

NodePtr exchange(const NodePtr& input, kernels::ReducerPtr reducer, std::int64_t partition_count,
                 std::optional<Hash128> rows) {
  auto op = make_op(input, std::move(reducer), "exchange");
  op->keeps_rows = true;
  op->split_out = partition_count;
  op->rows = rows ? *rows : combine(op->rows, {0, std::uint64_t(partition_count)});
  return make_node(std::move(op), {input});
}

}  // namespace tusk::expr
