#include "expr/per_partition.h"

#include <utility>

#include <arrow/table.h>
#include <fmt/format.h>

#include <tusk/core/codec.h>
#include <tusk/core/error.h>

namespace tusk::expr {

Meta PerPartition::meta(Inputs inputs) const {
  Meta meta;
  meta.partition_count = 1;
  for (const NodePtr& input : inputs) {
    if (input->meta().is_scalar() || input->meta().partition_count == 1) continue;
    if (meta.partition_count != 1 && meta.partition_count != input->meta().partition_count)
      throw ValueError(
          fmt::format("a function of partitions takes as many of each frame, or frames of one: got {} and {} "
                      "partitions; repartition() one of them",
                      meta.partition_count, input->meta().partition_count));
    meta.partition_count = input->meta().partition_count;
  }
  meta.shape = shape;
  meta.schema = empty.arrow()->schema();
  meta.index_names = index_names;
  meta.rows = rows;
  if (divisions && std::int64_t(divisions->size()) == meta.partition_count + 1) meta.divisions = divisions;
  return meta;
}

NodePtr per_partition(std::vector<NodePtr> inputs, OperationPtr operation, std::string word,
                      const PartitionResult& result) {
  auto op = std::make_shared<PerPartition>();
  op->word = std::move(word);
  op->identity = operation->hash();
  op->shape = result.shape;
  op->empty = empty_table(result.schema);
  op->index_names = result.index_names;
  op->operation = std::move(operation);
  op->divisions = result.divisions;
  op->rows = op->identity;
  for (const NodePtr& input : inputs) op->rows = combine(op->rows, input->hash());
  if (result.rows_of >= 0) {
    const Meta& kept = inputs[std::size_t(result.rows_of)]->meta();
    if (kept.partition_count == op->meta(inputs).partition_count) op->rows = kept.rows;
  }
  return make_node(std::move(op), std::move(inputs));
}

}  // namespace tusk::expr
