#include "expr/explain.h"

#include <algorithm>
#include <unordered_map>

#include <arrow/type.h>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <tusk/core/bytes.h>
#include <tusk/graph/task_graph.h>

#include "expr/elementwise.h"
#include "expr/optimize.h"
#include "expr/scan_rows.h"
#include "expr/select.h"

namespace tusk::expr {

namespace {

std::string scan_text(const ScanRows& scan) {
  std::string text =
      fmt::format("{}: {} of {} columns", scan.label(), scan.columns.size(), scan.scan->schema()->num_fields());
  if (std::ssize(scan.columns) < scan.scan->schema()->num_fields() && !scan.columns.empty())
    text += fmt::format(" ({})", fmt::join(scan.columns, ", "));
  if (!scan.presence_only.empty())
    text += fmt::format(", of {} only what is missing", fmt::join(scan.presence_only, ", "));
  for (std::size_t i = 0; i < scan.bounds.size(); ++i) {
    const kernels::ScanBound& bound = scan.bounds[i];
    text +=
        fmt::format("{}{} {} {}", i == 0 ? ", where " : " and ", bound.column, bound.comparison, bound.literal.print());
  }
  return text + fmt::format(", {} partitions", scan.partitions.size());
}

std::string select_text(const Select& select) {
  std::vector<std::string> columns;
  for (const auto& [source, name] : select.columns)
    columns.push_back(source == name ? name : fmt::format("{} as {}", source, name));
  return fmt::format("{}({})", select.label(), fmt::join(columns, ", "));
}

// The function with its operands: inputs by their places below it.
std::string elementwise_text(const Elementwise& op) {
  std::vector<std::string> operands;
  for (const Operand& operand : op.operands)
    operands.push_back(operand.input < 0 ? operand.literal.print() : fmt::format("#{}", operand.input + 1));
  for (const auto& [name, value] : op.parameters) operands.push_back(fmt::format("{}={}", name, value.print()));
  return fmt::format("{}({})", op.function, fmt::join(operands, ", "));
}

std::string line_of(const Node& node) {
  if (const auto* scan = node.as<ScanRows>()) return scan_text(*scan);
  if (const auto* op = node.as<Select>()) return select_text(*op);
  if (const auto* op = node.as<Elementwise>()) return elementwise_text(*op);
  return node.op()->label();
}

// A node that stands twice is written once, and named by a number afterwards.
class Tree {
 public:
  explicit Tree(const NodePtr& root) {
    for (const NodePtr& node : topological({&root, 1})) {
      for (const NodePtr& input : node->inputs()) ++uses_[input.get()];
    }
    add(*root, 1);
  }
  const std::string& text() const { return text_; }

 private:
  void add(const Node& node, int depth) {
    text_ += std::string(std::size_t(2 * depth), ' ');
    if (const auto known = numbers_.find(&node); known != numbers_.end()) {
      text_ += fmt::format("see [{}]\n", known->second);
      return;
    }
    text_ += line_of(node);
    if (uses_[&node] > 1 && !node.inputs().empty()) {
      numbers_[&node] = int(numbers_.size()) + 1;
      text_ += fmt::format("  [{}]", numbers_[&node]);
    }
    text_ += '\n';
    for (const NodePtr& input : node.inputs()) add(*input, depth + 1);
  }

  std::unordered_map<const Node*, int> uses_, numbers_;
  std::string text_;
};

std::uint64_t bytes_to_read(const NodePtr& root) {
  std::uint64_t bytes = 0;
  for (const NodePtr& node : topological({&root, 1})) {
    if (const auto* scan = node->as<ScanRows>()) bytes += scan->scan->bytes_to_read(scan->columns);
  }
  return bytes;
}

std::string tasks_text(const NodePtr& root, const std::string& name) {
  graph::GraphBuilder builder;
  lower({&root, 1}, {name}, builder, lower_options());
  const graph::TaskGraph graph = builder.build();
  std::string text = fmt::format("tasks: {}\n", graph.task_count());
  for (const graph::LayerPtr& layer : graph.layers())
    text += fmt::format("  {} x {}\n", layer->task_count(), Key{layer->name()}.prefix());
  return text;
}

}  // namespace

std::string explain(const NodePtr& node) {
  std::string text = "expression:\n" + Tree(node).text();
  std::string last = Tree(node).text();
  NodePtr current = node;
  for (const Pass& pass : passes()) {
    if (!is_active(pass.name)) {
      text += fmt::format("after {}: off\n", pass.name);
      continue;
    }
    current = pass.run({&current, 1})[0];
    std::string now = Tree(current).text();
    text += now == last ? fmt::format("after {}: the same\n", pass.name) : fmt::format("after {}:\n{}", pass.name, now);
    last = std::move(now);
  }
  text += tasks_text(current, key_name(node->op()->label(), node->hash()));
  return text + fmt::format("bytes to read: {}\n", format_bytes(bytes_to_read(current)));
}

}  // namespace tusk::expr
