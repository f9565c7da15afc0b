#include "expr/held.h"

#include <utility>

#include <arrow/table.h>

#include <tusk/core/error.h>

namespace tusk::expr {

Meta Held::meta(Inputs) const { TUSK_CHECK(false, "held rows have the meta of what they stand for"); }

NodePtr held(const NodePtr& node, std::vector<Table> partitions) {
  TUSK_CHECK(std::int64_t(partitions.size()) == node->meta().partition_count, "there is one table a partition");
  auto op = std::make_shared<Held>();
  op->partitions = std::move(partitions);
  return std::make_shared<const Node>(std::move(op), std::vector<NodePtr>(), node->meta(), node->hash());
}

}  // namespace tusk::expr
