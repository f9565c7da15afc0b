#include "expr/per_partition.h"

#include <algorithm>
#include <utility>

#include <arrow/table.h>

#include <tusk/core/codec.h>

namespace tusk::expr {

Meta PerPartition::meta(Inputs inputs) const {
  Meta meta;
  meta.partition_count = 1;
  for (const NodePtr& input : inputs) {
    if (!input->meta().is_scalar())
      meta.partition_count = std::max(meta.partition_count, input->meta().partition_count);
  }
  meta.shape = shape;
  meta.schema = empty.arrow()->schema();
  meta.index_names = index_names;
  meta.rows = rows;
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
  op->rows = op->identity;
  for (const NodePtr& input : inputs) op->rows = combine(op->rows, input->hash());
  if (result.keeps_rows) op->rows = inputs[0]->meta().rows;
  return make_node(std::move(op), std::move(inputs));
}

}  // namespace tusk::expr
