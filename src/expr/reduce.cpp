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
  meta.partition_count = 1;
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

NodePtr make_reduce(const NodePtr& input, kernels::ReducerPtr reducer, std::string word, std::int64_t split_every,
                    bool keeps_rows) {
  if (split_every < 2) throw ValueError(fmt::format("split_every is at least 2: got {}", split_every));
  auto op = std::make_shared<Reduce>();
  op->rows = combine(input->hash(), reducer->hash());
  op->reducer = std::move(reducer);
  op->word = std::move(word);
  op->split_every = split_every;
  op->keeps_rows = keeps_rows;
  return make_node(std::move(op), {input});
}

}  // namespace

NodePtr reduce(const NodePtr& input, kernels::ReducerPtr reducer, std::string word, std::int64_t split_every) {
  return make_reduce(input, std::move(reducer), std::move(word), split_every, false);
}

NodePtr reduce_rows(const NodePtr& input, kernels::ReducerPtr reducer, std::string word) {
  return make_reduce(input, std::move(reducer), std::move(word), 8, true);
}

}  // namespace tusk::expr
