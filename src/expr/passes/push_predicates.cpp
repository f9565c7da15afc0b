#include "expr/passes/push_predicates.h"

#include <unordered_map>
#include <unordered_set>
#include <utility>

#include "expr/assign.h"
#include "expr/elementwise.h"
#include "expr/filter.h"
#include "expr/random_rows.h"
#include "expr/scan_rows.h"
#include "expr/select.h"

namespace tusk::expr {

namespace {

using Nodes = std::unordered_set<const Node*>;

std::unordered_map<const Node*, int> consumer_counts(Inputs roots) {
  std::unordered_map<const Node*, int> counts;
  for (const NodePtr& root : roots) ++counts[root.get()];
  for (const NodePtr& node : topological(roots)) {
    for (const NodePtr& input : node->inputs()) ++counts[input.get()];
  }
  return counts;
}

// The same rows of `node` that `filter` keeps of its own input.
NodePtr filtered(const NodePtr& node, const NodePtr& filter) {
  if (node->meta().is_scalar()) return node;
  return make_node(filter->op(), {node, filter->inputs()[1]});
}

// One step of a filter down, or nullptr.
NodePtr pushed(const NodePtr& filter, const std::unordered_map<const Node*, int>& consumers) {
  const NodePtr& input = filter->inputs()[0];
  const bool is_shared = consumers.at(input.get()) > 1;
  const bool is_pushed = input->as<Select>() || input->as<Assign>() || (input->as<Elementwise>() && !is_shared);
  if (!is_pushed) return nullptr;
  std::vector<NodePtr> inputs;
  for (const NodePtr& each : input->inputs()) inputs.push_back(filtered(each, filter));
  return make_node(input->op(), std::move(inputs));
}

// The scan's column that a series is, if it is one as it was read.
struct ScanColumn {
  const Node* scan = nullptr;
  std::string column;
};

ScanColumn scan_column(const Node* node) {
  if (node->meta().shape != Shape::Series) return {};
  std::string column = value_column(node->meta());
  while (true) {
    if (const auto* select = node->as<Select>()) {
      for (const auto& [source, name] : select->columns) {
        if (name != column) continue;
        column = source;
        break;
      }
    } else if (const auto* assign = node->as<Assign>(); assign && assign->column == column) {
      return {};
    } else if (node->as<ScanRows>()) {
      return {node, column};
    } else if (!node->as<Filter>() && !node->as<Assign>()) {
      return {};
    }
    node = node->inputs()[0].get();
  }
}

std::string_view symbol(std::string_view function) {
  static constexpr std::pair<std::string_view, std::string_view> kSymbols[] = {
      {"lt", "<"}, {"le", "<="}, {"gt", ">"}, {"ge", ">="}, {"eq", "=="}};
  for (const auto& [name, sign] : kSymbols) {
    if (name == function) return sign;
  }
  return {};
}

// What must hold for a column of the scan where the mask is true.
void add_bounds(const Node* mask, const Node* scan, std::vector<kernels::ScanBound>& bounds) {
  const auto* op = mask->as<Elementwise>();
  if (!op) return;
  if (op->function == "and") {
    for (const NodePtr& input : mask->inputs()) add_bounds(input.get(), scan, bounds);
    return;
  }
  const std::string_view sign = symbol(op->function);
  const bool is_comparison = !sign.empty() && op->operands[0].input == 0 && op->operands[1].input < 0;
  const bool is_between = op->function == "between" && op->operands[0].input == 0 && mask->inputs().size() == 1;
  if (!is_comparison && !is_between) return;
  const auto [found, column] = scan_column(mask->inputs()[0].get());
  if (found != scan) return;
  if (is_comparison) {
    bounds.push_back({column, std::string(sign), op->operands[1].literal});
  } else {
    bounds.push_back({column, ">=", op->operands[1].literal});
    bounds.push_back({column, "<=", op->operands[2].literal});
  }
}

// Whether every way from the roots to the scan leads through a filter with that mask, and then row by row only: what
// sees other rows, such as a sum or a shift, or counts them, misses those that the scan skips.
bool is_guarded(const Node* scan, const Node* mask, Inputs roots) {
  Nodes seen, seen_filtered;
  std::vector<std::pair<const Node*, bool>> path;
  for (const NodePtr& root : roots) path.emplace_back(root.get(), false);
  while (!path.empty()) {
    auto [node, is_filtered] = path.back();
    path.pop_back();
    if (node == scan && !is_filtered) return false;
    if (!(is_filtered ? seen_filtered : seen).insert(node).second) continue;
    if (!node->op()->is_streaming() || node->as<RandomRows>()) is_filtered = false;
    else if (node->as<Filter>() && node->inputs()[1].get() == mask) is_filtered = true;
    for (const NodePtr& input : node->inputs()) path.emplace_back(input.get(), is_filtered);
  }
  return true;
}

// Whether other sources must keep pace with the scan's rows, so that it may skip none.
bool has_twin(const Node* scan, const std::vector<NodePtr>& order) {
  for (const NodePtr& node : order) {
    if (node.get() != scan && node->inputs().empty() && node->meta().rows == scan->meta().rows) return true;
  }
  return false;
}

std::vector<NodePtr> with_bounds(Inputs roots) {
  const auto order = topological(roots);
  Nodes masks;
  for (const NodePtr& node : order) {
    if (node->as<Filter>()) masks.insert(node->inputs()[1].get());
  }
  return rebuilt(roots, [&](const NodePtr& node, std::vector<NodePtr> inputs) {
    const auto* scan = node->as<ScanRows>();
    if (!scan || has_twin(node.get(), order)) return with_inputs(node, std::move(inputs));
    auto bounded = std::make_shared<ScanRows>(*scan);
    for (const Node* mask : masks) {
      if (is_guarded(node.get(), mask, roots)) add_bounds(mask, node.get(), bounded->bounds);
    }
    return bounded->bounds.size() == scan->bounds.size() ? node : make_node(std::move(bounded));
  });
}

}  // namespace

std::vector<NodePtr> push_predicates(Inputs roots) {
  std::vector<NodePtr> current(roots.begin(), roots.end());
  while (true) {
    const auto consumers = consumer_counts(current);
    bool is_changed = false;
    std::vector<NodePtr> next = rebuilt(current, [&](const NodePtr& node, std::vector<NodePtr> inputs) {
      NodePtr same = with_inputs(node, std::move(inputs));
      if (!node->as<Filter>() || same != node) return same;
      NodePtr lower = pushed(node, consumers);
      is_changed = is_changed || lower;
      return lower ? lower : same;
    });
    if (!is_changed) break;
    current = std::move(next);
  }
  return with_bounds(current);
}

}  // namespace tusk::expr
