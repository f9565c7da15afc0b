#include "expr/expression_collection.h"

#include <utility>

#include "expr/lower.h"
#include "expr/optimize.h"

namespace tusk::expr {

std::vector<Key> ExpressionCollection::lower(graph::GraphBuilder& builder) const {
  const Collection* self = this;
  return std::move(lower_together({&self, 1}, builder)[0]);
}

std::vector<std::vector<Key>> ExpressionCollection::lower_together(std::span<const Collection* const> collections,
                                                                   graph::GraphBuilder& builder) const {
  std::vector<NodePtr> roots;
  std::vector<std::string> names;
  for (const Collection* collection : collections) {
    roots.push_back(static_cast<const ExpressionCollection*>(collection)->node_);
    names.push_back(key_name(roots.back()->op()->label(), roots.back()->hash()));
  }
  std::vector<std::vector<Key>> keys;
  for (const Blocks& blocks : expr::lower(optimize(roots), names, builder, lower_options())) {
    auto& own = keys.emplace_back();
    for (std::int64_t i = 0; i < blocks.count; ++i)
      own.push_back(blocks.tasks ? blocks.tasks->key(graph::TaskId(i)) : Key{blocks.layer, {i}});
  }
  return keys;
}

}  // namespace tusk::expr
