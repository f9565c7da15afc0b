#include "expr/passes/project_columns.h"

#include <unordered_map>
#include <utility>

#include <arrow/type.h>

#include "expr/select.h"

namespace tusk::expr {

namespace {

using Wanted = std::unordered_map<const Node*, Columns>;

Wanted wanted_columns(const std::vector<NodePtr>& order, Inputs roots) {
  Wanted wanted;
  for (const NodePtr& root : roots) add_columns(wanted[root.get()], all_columns(root->meta()));
  for (auto node = order.rbegin(); node != order.rend(); ++node) {
    const auto needed = (*node)->op()->needed((*node)->inputs(), wanted[node->get()]);
    for (std::size_t i = 0; i < needed.size(); ++i) add_columns(wanted[(*node)->inputs()[i].get()], needed[i]);
  }
  return wanted;
}

// `input` without the columns that are not needed.
NodePtr only(const NodePtr& input, const Columns& needed) {
  const Meta& meta = input->meta();
  std::vector<SelectedColumn> values;
  for (const std::string& column : value_columns(meta)) {
    if (needed.contains(column)) values.push_back({column, column});
  }
  const bool keeps_index = meta.index_count() == 0 || needed.contains(index_column(0));
  if (keeps_index && values.size() == value_columns(meta).size()) return input;
  if (keeps_index) return select(input, meta.shape, std::move(values));
  return select(input, meta.shape, std::move(values), {}, {});
}

}  // namespace

std::vector<NodePtr> project_columns(Inputs roots) {
  const auto order = topological(roots);
  Wanted wanted = wanted_columns(order, roots);
  std::vector<NodePtr> narrow = rebuilt(roots, [&](const NodePtr& node, std::vector<NodePtr> inputs) {
    const Columns& columns = wanted[node.get()];
    const auto needed = node->op()->needed(node->inputs(), columns);
    for (std::size_t i = 0; i < inputs.size(); ++i) inputs[i] = only(inputs[i], needed[i]);
    const auto op = node->op()->narrowed(node->inputs(), columns);
    if (!op) return with_inputs(node, std::move(inputs));
    return *op ? make_node(*op, std::move(inputs)) : inputs[0];
  });
  return narrow;
}

}  // namespace tusk::expr
